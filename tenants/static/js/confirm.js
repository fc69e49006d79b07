// A step that cannot be taken back asks once, in a dialog of the page itself. Without JavaScript the button simply works.
function ask(text, yes, no) {
  const dialog = document.createElement("dialog");
  const words = document.createElement("p");
  words.textContent = text;
  words.id = "confirm-words";
  dialog.setAttribute("aria-labelledby", words.id);
  const row = document.createElement("div");
  row.className = "actions";
  for (const [value, label, look] of [["yes", yes, "careful"], ["no", no, "quiet"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = look;
    button.textContent = label;
    button.addEventListener("click", () => dialog.close(value));
    row.append(button);
  }
  dialog.append(words, row);
  document.body.append(dialog);
  dialog.showModal();
  row.lastElementChild.focus();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue === "yes");
    });
  });
}

export function askFirst(root) {
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    const asking = button && button.dataset.confirm ? button : form.dataset.confirm ? form : null;
    if (!asking || form.dataset.confirmed) {
      delete form.dataset.confirmed;
      return;
    }
    event.preventDefault();
    if (await ask(asking.dataset.confirm, asking.dataset.confirmYes, asking.dataset.confirmNo)) {
      form.dataset.confirmed = "yes";
      form.requestSubmit(button || undefined);
    }
  });
}
