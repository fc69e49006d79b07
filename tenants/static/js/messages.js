// A message after an action can be closed by hand; it never vanishes by itself while somebody may be reading it.
export function closeMessages(root) {
  for (const message of root.querySelectorAll("[data-message]")) {
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", message.dataset.dismissLabel || "Close");
    close.addEventListener("click", () => message.remove());
    message.append(close);
  }
}
