// Lets a password be seen while it is typed, and tells how strong a new one is (OWASP ASVS 2.1.8, 2.1.12). Nothing needs it: the server decides.
const words = document.getElementById("typed").dataset;

function showing(field) {
  const button = document.createElement("button");
  const turn = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? words.hide : words.show;
  };
  button.type = "button";
  button.className = "quiet";
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => turn(field.type === "password"));
  field.form.addEventListener("submit", () => turn(false));
  field.after(button);
  turn(false);
}

function measured(field) {
  const told = document.createElement("p");
  const meter = document.createElement("meter");
  const word = document.createElement("span");
  Object.assign(meter, { max: 120, low: 50, high: 80, optimum: 120 });
  meter.setAttribute("aria-hidden", "true");
  word.setAttribute("role", "status");
  told.append(meter, " ", word);
  field.parentElement.append(told);
  field.addEventListener("input", () => {
    // How many different signs it is made of, and how many stand in a row: what is long and varied is not guessed.
    const bits = field.value.length * Math.log2(Math.max(2, new Set(field.value).size));
    meter.value = bits;
    word.textContent = field.value ? (bits < meter.low ? words.weak : bits < meter.high ? words.fair : words.strong) : "";
  });
}

for (const field of document.querySelectorAll("input[type=password]")) {
  if (field.name === "password1") measured(field);
  showing(field);
}
