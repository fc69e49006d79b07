// Escape hides private text at once; Escape again shows it. Nothing is stored.
export function veilOnEscape(root) {
  const body = root.body;
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (root.querySelector("dialog[open]") || !root.querySelector("[data-private]")) return;
    const hidden = body.classList.toggle("veiled");
    for (const part of root.querySelectorAll("[data-private]")) {
      part.inert = hidden;
      if (hidden) part.setAttribute("aria-hidden", "true");
      else part.removeAttribute("aria-hidden");
    }
    if (hidden && root.activeElement && root.activeElement.blur) root.activeElement.blur();
  });
}
