// The banner. It needs ccOmbud, the words and facts of one language, and asks nothing of the page: no inline style, no markup from text.
// What a browser does for the first time is dear, so nothing on the way to the banner is thrown, and addresses are put together as text.
(() => {
  const d = document, c = window.ccOmbud, w = c.words, here = d.currentScript.src + "/../", gpc = navigator.globalPrivacyControl;
  const all = (what) => d.querySelectorAll(what);
  const make = (tag, attributes, ...inside) => {
    const one = d.createElement(tag);
    for (const name in attributes) one.setAttribute(name, attributes[name]);
    one.append(...inside);
    return one;
  };
  const button = (kind, role, text) => make("button", {type: "button", class: kind + "__btn", "data-role": role}, text);
  const may = (category) => on.includes(category);
  const kinds = Object.keys(c.categories), optional = kinds.slice(1), again = "[data-cc=show-preferencesModal]";
  const main = make("div", {id: "cc-main"});
  const back = button("cc", "necessary", w.necessary);
  let on = ["necessary"], ran, chosen, banner, dialog, said;

  // Consent Mode v2, basic: a tag that never ran has sent nothing; one that runs finds here what was chosen
  function tell() {
    (window.dataLayer ||= []).push(arguments);
  }
  const mode = (kind) => {
    const [ads, figures, more] = ["marketing", "analysis", "functional"].map((one) => may(one) ? "granted" : "denied");
    tell("consent", kind, {ad_storage: ads, ad_user_data: ads, ad_personalization: ads, analytics_storage: figures,
      functionality_storage: more, personalization_storage: more, security_storage: "granted"});
  };

  const take = (categories) => {
    on = categories.filter((one) => !(gpc && one == "marketing"));
    chosen = 1;
  };
  const recall = () => {
    try {
      const kept = JSON.parse(decodeURIComponent(d.cookie.match(/(?:^|; )cc_cookie=([^;]*)/)?.[1] || 0));
      kept.revision == c.edition && take(kept.categories);
    } catch {} // the cookie of another tool: asked anew
  };

  const open = (one) => {
    one.src = one.dataset.src;
    one.removeAttribute("data-src");
    one.hidden && one.previousSibling.remove();
    one.hidden = false;
    ran = 1;
  };
  // the very element moves, so its nonce and its trusted text go with it; each waits for the one before it
  const run = async () => {
    for (const one of all("script[data-category][type='text/plain']")) if (may(one.dataset.category)) {
      const came = one.src && new Promise((go) => one.onload = one.onerror = go);
      one.type = one.dataset.type || ""; // none is that of a script
      one.after(one);
      ran = 1;
      await came;
    }
  };
  const place = (one) => {
    const category = one.dataset.category, name = c.categories[category]?.[0];
    if (one.tagName != "IFRAME" || !name || one.hidden) return;
    const from = w.frame.replace("{host}", new URL(one.dataset.src, here).hostname).replace("{category}", name);
    const box = make("div", {class: "cc-frame"}, make("p", {}, from));
    if (gpc && category == "marketing") box.append(make("p", {}, w.gpc));
    else {
      const allow = button("cc", "one", w.allow.replace("{category}", name));
      allow.value = category;
      box.append(allow);
    }
    box.style.minHeight = one.height && one.height + "px";
    one.before(box);
    one.hidden = true;
  };

  const forget = () => {
    const names = kinds.flatMap((one) => may(one) ? [] : c.categories[one][2]);
    const gone = (name) => names.some((one) => one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : name == one);
    const parts = location.hostname.split(".");
    for (const name of d.cookie.split("; ").map((one) => one.split("=")[0]).filter(gone))
      for (const at of ["", ...parts.map((_, n) => ";domain=" + parts.slice(n).join("."))])
        (location.pathname + "/").replace(/\//g, (_, n, path) => [n, n + 1].map((end) => d.cookie = name + "=;max-age=0" + at + ";path=" + path.slice(0, end)));
    for (const store of [localStorage, sessionStorage]) Object.keys(store).filter(gone).map((name) => store.removeItem(name));
    indexedDB.databases?.().then((them) => them.map(({name}) => gone(name) && indexedDB.deleteDatabase(name)));
    window.caches?.keys().then((them) => them.filter(gone).map((name) => caches.delete(name)));
  };

  const apply = () => {
    back.hidden = !on[1]; // a yes was one press, and so is taking it back
    for (const one of all("[data-category][data-src]")) (may(one.dataset.category) ? open : place)(one);
    run();
    if (chosen) {
      mode("update");
      try { forget(); } catch {} // a page without storage has none to clear
      dispatchEvent(new CustomEvent("cc:onConsent", {detail: {categories: on}}));
    }
  };

  const choose = (categories, how) => {
    const told = [["token", c.token], ["at", Date.now()], ["how", how], ...categories.map((one) => ["category", one])];
    gpc && told.push(["gpc", 1]);
    if (said) said.textContent = "";
    // until the answer is there a first choice counts as a no; the number of an earlier yes stays, so that this answer is to that one
    const meanwhile = (age) => chosen || d.cookie.includes("22id%") || (d.cookie = "cc_cookie=" + encodeURIComponent(JSON.stringify({categories: on, revision: c.edition})) + age);
    meanwhile(";path=/;samesite=lax");
    fetch(here + "choice", {method: "POST", body: new URLSearchParams(told)}).then((answer) => {
      if (!answer.ok) throw 0;
      const before = on;
      take(["necessary", ...categories]);
      recall();
      banner?.remove();
      dialog?.close();
      // what runs cannot be stopped, only not started again
      if (ran && before.some((one) => !may(one))) forget(), location.reload();
      else apply();
    }).catch(() => {
      meanwhile(";path=/;max-age=0");
      main.querySelector("[open],.cm") || show();
      said.textContent = w.failed;
    });
  };

  const more = () => make("a", {href: here + c.page}, w.more);
  const status = () => said = make("p", {role: "status"});
  const buttons = (kind, last, text) => make("div", {class: kind + "__btns"},
    button(kind, "all", w.all), button(kind, "necessary", w.necessary), button(kind, last, text));
  const show = () => {
    dialog?.remove();
    dialog = make("dialog", {class: "pm", "aria-labelledby": "pm-title"},
      make("h2", {id: "pm-title"}, w.choose),
      ...kinds.map((one) => {
        const [name, text] = c.categories[one], needed = one == "necessary", off = gpc && one == "marketing";
        const box = make("input", {type: "checkbox", value: one, "aria-describedby": "pm-" + one});
        box.checked = may(one);
        box.disabled = needed || off;
        return make("div", {}, make("label", {}, box, name + (needed ? " " + w.always : "")),
          make("p", {id: "pm-" + one}, off ? w.gpc + " " + text : text));
      }),
      make("p", {}, more()), buttons("pm", "save", w.save), status(), button("pm", "close", w.close));
    main.append(dialog);
    dialog.showModal();
  };
  const ask = () => {
    banner = make("div", {class: "cm-wrapper", role: "region", "aria-labelledby": "cm-title"}, make("div", {class: "cm"},
      make("div", {class: "cm__text"}, make("h2", {id: "cm-title"}, w.title), make("p", {}, w.text + " ", more()), gpc ? make("p", {}, w.gpc) : ""),
      buttons("cm", "show", w.show), status()));
    main.append(banner);
  };

  d.addEventListener("click", (event) => {
    const one = event.target.closest(again + ",#cc-main [data-role],.cc__btn");
    if (!one) return;
    const role = one.dataset.role;
    event.preventDefault();
    if (role == "all") choose(optional, role);
    else if (role == "necessary") choose([], role);
    else if (role == "save") choose(optional.filter((_, n) => dialog.querySelectorAll("input")[n + 1].checked), role);
    else if (role == "one") choose([...on.slice(1), one.value], "frame");
    else if (role == "close") dialog.close();
    else show();
  });

  const start = () => {
    mode("default");
    recall();
    d.body.prepend(main);
    const link = all(again)[0] || (d.querySelector("body > footer") || d.body.appendChild(make("footer", {class: "cc-again"}))).appendChild(
      make("a", {href: here + c.page, "data-cc": "show-preferencesModal"}, w.again));
    link.after(" ", back);
    chosen || ask();
    apply();
  };
  d.body ? start() : d.addEventListener("DOMContentLoaded", start);
})();
