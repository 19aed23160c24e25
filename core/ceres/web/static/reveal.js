/* « Afficher »: shows what is typed in a password field. Without script the buttons stay hidden. */
for (const button of document.querySelectorAll("button[data-reveals]")) {
  const field = document.getElementById(button.dataset.reveals);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  });
  /* A browser must not remember the password as ordinary text. */
  field.form.addEventListener("submit", () => {
    field.type = "password";
  });
}
