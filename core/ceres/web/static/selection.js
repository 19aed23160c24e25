/* The boxes of a list: counted, ticked together, inverted, kept through Back. Without script the server does it. */
const form = document.getElementById("selection");
const boxes = [...form.querySelectorAll("input[name=report]:enabled")];
const status = form.querySelector("[role=status]");
const every = form.querySelector("thead .tick input");
let last = null;

const ticked = () => boxes.filter((box) => box.checked);

function show() {
  const counts = status.dataset.counts.split("|");
  const count = ticked().length;
  status.textContent = count ? counts[Math.min(count, counts.length) - 1].replace("#", count) : status.dataset.none;
  every.checked = count > 0 && count === boxes.length;
  every.indeterminate = count > 0 && !every.checked;
}

/* Kept with this entry of the history: another visit of the list begins with nothing ticked. */
function keep() {
  history.replaceState({ ...history.state, ticked: ticked().map((box) => box.value) }, "");
  show();
}

/* None ticked: all become so; otherwise those that were become empty, and the others ticked. */
const changes = { all: () => true, none: () => false, invert: (box) => !box.checked };

function change(how) {
  for (const box of boxes) box.checked = changes[how](box);
  keep();
}

function range(box) {
  const [first, end] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
  for (const each of first < 0 ? [] : boxes.slice(first, end + 1)) each.checked = box.checked;
}

function move(box, step) {
  boxes[boxes.indexOf(box) + step]?.focus();
}

form.addEventListener("click", (event) => {
  const box = event.target;
  if (!boxes.includes(box)) return;
  if (event.shiftKey) range(box);
  last = box;
  keep();
});

every.addEventListener("change", () => change(every.checked ? "all" : "none"));

form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "selection") {
    event.preventDefault();
    change(event.submitter.value);
  } else if (ticked().length === 0) {
    event.preventDefault();
    status.textContent = status.dataset.missing;
    boxes[0]?.focus();
  }
});

/* These keys act on a box that has the focus, nowhere else. */
const keys = {
  ArrowDown: (box) => move(box, 1),
  ArrowUp: (box) => move(box, -1),
  Enter: (box) => box.closest("tr").querySelector(".patient a")?.click(),
  Escape: () => change("none"),
};

form.addEventListener("keydown", (event) => {
  if (!boxes.includes(event.target) || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key](event.target);
});

const kept = history.state?.ticked;
if (kept) for (const box of boxes) box.checked = kept.includes(box.value);
every.hidden = boxes.length === 0;
show();
window.addEventListener("pageshow", show);
