"""Pages nobody wrote: random mixes of scripts, frames and pixels that wait, and one thing that does not where a leak is sown."""

from dataclasses import dataclass
from random import Random

from playwright.sync_api import BrowserContext, Page

from tests.web.consent.acts import stored
from tests.web.consent.website import Website, page

KINDS = ("functional", "analysis", "marketing", "unheard_of")
WRITES = (
    "document.cookie = '{name}=1;path=/'",
    "document.cookie = '{name}=1;path=/;max-age=99999;samesite=lax'",
    "localStorage['{name}'] = 1",
    "sessionStorage['{name}'] = 1",
    "indexedDB.open('{name}')",
    "caches.open('{name}')",
    "fetch('{host}/x/{name}', {{mode: 'no-cors'}})",
    "navigator.sendBeacon('{host}/x/{name}')",
    "new Image().src = '{host}/x/{name}.gif'",
    "document.body.append(Object.assign(document.createElement('iframe'), {{src: '{host}/x/{name}'}}))",
)
AROUND = ("{}", "<div>{}</div>", "<p>{}</p>", "<article><section>{}</section></article>", "<ul><li>{}</li></ul>", "<div hidden>{}</div>")


@dataclass
class Mix:
    """One page, and the scripts it names."""

    body: str
    scripts: dict[str, str]


def mix(random: Random, website: Website, *, leak: bool = False) -> Mix:
    """Make a page of up to twelve things that wait for a choice, and, if asked, one that does not."""
    made = Mix("", {})
    things = [_thing(random, website, made, number, waits=True) for number in range(random.randint(1, 12))]
    if leak:
        things.insert(random.randrange(len(things) + 1), _thing(random, website, made, 99, waits=False))
    made.body = "\n".join(random.choice(AROUND).format(thing) for thing in things)
    return made


def _thing(random: Random, website: Website, made: Mix, number: int, *, waits: bool) -> str:
    name, host = f"t{number}", random.choice(("", website.others))
    write = random.choice(WRITES).format(name=name, host=host)
    kind = f'data-category="{random.choice(KINDS)}"' if waits else ""
    shape = random.choice(("inline", "inline", "file", "file", "frame", "pixel"))
    source = "data-src" if waits else "src"
    type_ = 'type="text/plain"' if waits else ""
    if shape == "frame":
        return f'<iframe title="t" {kind} {source}="{host}/x/{name}"></iframe>'
    if shape == "pixel":
        return f'<img alt="" {kind} {source}="{host}/x/{name}.gif">'
    module = 'data-type="module"' if waits and random.random() < 0.2 else ""
    if shape == "inline":
        return f"<script {type_} {kind} {module}>{write}</script>"
    made.scripts[f"/s/{name}.js"] = write
    return f'<script {type_} {kind} {module} src="{host}/s/{name}.js"></script>'


def leaked(context: BrowserContext, tab: Page, website: Website, made: Mix, patience: float) -> list[str]:
    """Open a page without choosing anything, and list what was asked for, set or stored, for as long as nothing is."""
    for path in [path for path in website.answers if path.startswith("/s/")]:
        del website.answers[path]
    for path, script in made.scripts.items():
        website.runs(path, script)
    website.says("/", page(made.body))
    website.seen.clear()
    tab.goto(website.url)
    assert tab.is_visible(".cm-wrapper")
    found: list[str] = []
    while not found and patience > 0:
        tab.wait_for_timeout(50)
        patience -= 50
        asked = [path for path in website.asked_for() if path.startswith(("/x/", "/s/"))]
        found = [*asked, *(cookie.get("name", "") for cookie in context.cookies())]
    return [*found, *(name for names in stored(tab).values() for name in names)]


def forget(context: BrowserContext, tab: Page) -> None:
    """Leave the browser as it was."""
    context.clear_cookies()
    tab.evaluate(
        "async () => { localStorage.clear(); sessionStorage.clear(); for (const name of await caches.keys()) await caches.delete(name); "
        "for (const {name} of await indexedDB.databases()) indexedDB.deleteDatabase(name); }"
    )
