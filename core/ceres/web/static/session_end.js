/* Warns before the session ends, hides the patients meanwhile, and empties the page at the end.

   The server alone decides when a session ends; here is only what it said last, shared by all tabs of the browser:
   what is done in one tab keeps the others open. */

const dialog = document.getElementById("session-end");
const said = dialog.dataset;
const countdown = dialog.querySelector(".countdown");
const progress = dialog.querySelector("progress");
const status = dialog.querySelector("[role=status]");
const SHARED = "ceres-session-end";
const title = document.title;

let end = 0; // when the session ends, in milliseconds of this machine's clock
let final = said.final !== "";
let accepted = false; // the end that cannot be put off was read
let spoken = Infinity; // seconds at which the last announcement was made
let asking = false;

const remember = (milliseconds) => {
  end = milliseconds;
  try {
    localStorage.setItem(SHARED, String(end));
  } catch {
    /* Without storage each tab asks the server before it closes. */
  }
};

const learn = (left) => {
  final = left.final;
  remember(Date.now() + left.seconds * 1000);
};

const shared = () => {
  try {
    return Number(localStorage.getItem(SHARED)) || 0;
  } catch {
    return 0;
  }
};

const ask = async (options) => {
  const answer = await fetch(said.session, { cache: "no-store", redirect: "error", ...options });
  return answer.ok ? answer.json() : { seconds: 0, final: false };
};

const show = () => {
  for (const part of dialog.querySelectorAll("[data-when]")) {
    part.hidden = (part.dataset.when === "final") !== final;
  }
  dialog.showModal();
  spoken = Infinity;
};

const hide = () => {
  dialog.close();
  document.title = title;
};

const empty = () => {
  /* Nothing of a patient stays, neither on the screen nor behind it. */
  clearInterval(timer);
  const next = location.pathname + location.search;
  document.body.replaceChildren();
  location.replace(`${said.login}?${new URLSearchParams({ next })}`);
};

const tell = (seconds) => {
  const minutes = Math.floor(seconds / 60);
  const parts = minutes ? [`${minutes}\u00a0${said.minute}`] : [];
  if (seconds % 60 || !minutes) parts.push(`${seconds % 60}\u00a0${said.second}`);
  countdown.textContent = parts.join(" ");
  progress.value = Math.min(seconds, progress.max);
  const rounded = seconds > 60 ? `${Math.ceil(seconds / 60)}\u00a0${said.minute}` : `${seconds}\u00a0${said.second}`;
  document.title = `(${rounded}) ${document.getElementById("session-end-title").textContent}`;
  for (const words of dialog.querySelectorAll("[data-say]")) {
    const at = Number(words.dataset.say);
    if (seconds <= at && seconds > at - 10 && spoken > at) {
      spoken = at;
      status.textContent = words.textContent;
    }
  }
};

/* Before the warning and before the end: another tab, or another window, may have been used. */
const check = async () => {
  if (asking) return;
  asking = true;
  try {
    learn(await ask());
  } catch {
    /* No network: what was said last holds. */
  } finally {
    asking = false;
  }
};

const tick = async () => {
  let seconds = Math.ceil((end - Date.now()) / 1000);
  const warning = Number(said.warning);
  if (seconds <= 0) {
    await check();
    if (end <= Date.now()) empty();
    return;
  }
  if (seconds > warning) {
    accepted = false;
    if (dialog.open) hide();
    return;
  }
  if (final && accepted) return;
  if (!dialog.open) {
    await check();
    seconds = Math.ceil((end - Date.now()) / 1000);
    if (seconds > warning || seconds <= 0 || dialog.open) return;
    show();
  }
  tell(seconds);
};

const stay = async () => {
  if (final) {
    accepted = true;
    hide();
    return;
  }
  try {
    const form = dialog.querySelector("form");
    learn(await ask({ method: "POST", body: new URLSearchParams(new FormData(form)) }));
  } catch {
    return; // no network: the countdown goes on, and the button is still there
  }
  await tick();
};

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  stay();
});
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  stay();
});
addEventListener("storage", (event) => {
  if (event.key !== SHARED) return;
  end = shared();
  tick();
});
addEventListener("pageshow", () => tick());
document.addEventListener("visibilitychange", () => tick());

remember(Date.now() + Number(said.seconds) * 1000);
const timer = setInterval(tick, 1000);
