// Shows the announcement while it is typed; the button « Aperçu » does it without this script.
const form = document.querySelector("#announcement");
const boxes = document.querySelectorAll("[data-preview]");
const TITLED = /^([^:.]{1,60}?[ \u00a0\u202f]?:)\s+(.+)$/; // the first words stand in bold, as the server writes them

function show() {
  const level = form.elements.level.value;
  for (const box of boxes) {
    const text = form.elements[box.dataset.preview].value.replace(/\s*\n/g, " ").trim();
    const [, title, rest] = text.match(TITLED) ?? ["", "", text];
    const drawing = box.querySelector("use");
    box.hidden = text === "";
    box.className = `notice ${level}`;
    box.querySelector("strong").textContent = title;
    box.querySelector("span").textContent = rest;
    drawing.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, level === "info" ? "#horn" : "#alert"));
  }
}

form.addEventListener("input", show);
