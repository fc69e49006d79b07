// A form is sent once, however often the button is pressed; coming back with the browser makes it whole again.
const RESTING = 8000;

function release(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), RESTING); // a download or a lost connection leaves the page standing
  });
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sending]")) release(form);
  });
}
