/* The preview follows what is typed. Without script « Aperçu » does it: the server draws it either way, and nothing here keeps anything. */
const form = document.getElementById("appearance");
const colour = document.getElementById("colour");
const picker = document.getElementById("picker");
const sample = document.getElementById("sample");
const WAIT = 250; // milliseconds after the last key
let timer = 0;
let tab = document.querySelector("[data-live=tabs] [aria-pressed=true]").value; // the one wanted, drawn or not yet
let asked = 0;

async function draw() {
  clearTimeout(timer);
  const mine = ++asked;
  const body = new FormData(form);
  body.delete("logo"); // a file is sent once, when it is chosen
  body.set("action", "look");
  body.set("tab", tab);
  const answer = await fetch(location.pathname, { method: "POST", body });
  if (!answer.ok || answer.redirected || mine !== asked) return;
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = drawn.querySelector(`[data-live=${part.dataset.live}]`);
    if (fresh && fresh.innerHTML !== part.innerHTML) show(part, fresh);
  }
}

function show(part, fresh) {
  if (part.dataset.live === "tabs") {
    for (const each of part.children) each.setAttribute("aria-pressed", fresh.querySelector(`[value=${each.value}]`).getAttribute("aria-pressed"));
  } else {
    part.replaceChildren(...fresh.childNodes);
  }
}

const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(draw, WAIT);
};

function paint() {
  if (!/^#[0-9a-f]{6}$/i.test(colour.value.trim())) return;
  picker.value = colour.value.trim().toLowerCase();
}

picker.hidden = false;
sample.remove();
paint();
picker.addEventListener("input", () => {
  colour.value = picker.value;
  soon();
});
form.addEventListener("input", (event) => {
  if (event.target === colour) paint();
  if (event.target.type !== "file" && event.target !== picker) soon();
});
form.addEventListener("change", (event) => {
  if (event.target.type === "file") form.requestSubmit(form.querySelector("[value=preview]"));
});
document.querySelector("[data-live=tabs]").addEventListener("click", (event) => {
  if (event.target.name !== "tab") return;
  event.preventDefault();
  tab = event.target.value;
  draw();
});
