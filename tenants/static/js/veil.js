// Escape hides private text at once; Escape again shows it. Nothing is stored.
function say(root, words) {
  let place = root.querySelector(".veil-words");
  if (!place) {
    place = root.createElement("p");
    place.className = "veil-words";
    place.setAttribute("role", "status");
    root.body.append(place);
  }
  place.textContent = words;
}

export function veilOnEscape(root) {
  const body = root.body;
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (root.querySelector("dialog[open]") || !root.querySelector("[data-private]")) return;
    const hidden = body.classList.toggle("veiled");
    say(root, hidden ? body.dataset.veiled || "" : "");
    for (const part of root.querySelectorAll("[data-private]")) {
      part.inert = hidden;
      if (hidden) part.setAttribute("aria-hidden", "true");
      else part.removeAttribute("aria-hidden");
    }
    if (hidden && root.activeElement && root.activeElement.blur) root.activeElement.blur();
  });
}
