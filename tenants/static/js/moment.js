// "I need a moment": the steps can lead by themselves, calmly, and stop at any time. Nothing is sent, stored or counted.
import { workOffline } from "./offline.js";
import { saySentences } from "./sentences.js";
import { veilOnEscape } from "./veil.js";

const RATE = 1000;

function lead(root) {
  const panel = root.querySelector("[data-lead]");
  const steps = [...root.querySelectorAll("[data-seconds]")];
  const [begin, next, stop] = ["begin", "next", "stop"].map((name) => panel.querySelector(`[data-do=${name}]`));
  const words = panel.querySelector("[data-words]");
  const left = panel.querySelector("progress");
  let at = -1;
  let timer = 0;

  const show = (number) => {
    clearInterval(timer);
    at = number;
    const running = at >= 0 && at < steps.length;
    root.body.classList.toggle("led", running);
    for (const [place, step] of steps.entries()) step.classList.toggle("now", running && place === at);
    panel.classList.toggle("running", running);
    for (const one of [next, stop, left]) one.hidden = !running;
    begin.hidden = running;
    words.textContent = running ? words.dataset.words.replace("{step}", at + 1).replace("{steps}", steps.length) : "";
    if (at >= steps.length) {
      words.textContent = words.dataset.done;
      root.querySelector("[data-after]")?.focus();
    }
    if (!running) return;
    const seconds = Number(steps[at].dataset.seconds);
    const until = performance.now() + seconds * RATE;
    left.max = seconds;
    left.value = 0;
    steps[at].focus({ preventScroll: true });
    timer = setInterval(() => {
      const rest = until - performance.now();
      left.value = seconds - Math.max(0, rest / RATE);
      if (rest <= 0) show(at + 1);
    }, 500);
  };

  begin.addEventListener("click", () => show(0));
  next.addEventListener("click", () => show(at + 1));
  stop.addEventListener("click", () => {
    show(-1);
    begin.focus();
  });
  for (const step of steps) step.tabIndex = -1;
  panel.hidden = false;
}

// A page that lay on the device for long says itself which numbers have not been checked since.
function sayStale(root) {
  const today = new Date().toISOString().slice(0, 10);
  for (const entry of root.querySelectorAll("[data-good-until]")) {
    if (entry.dataset.goodUntil < today) entry.querySelector("[data-stale]").hidden = false;
  }
}

// The country whose time this device keeps stands alone, the others one tap away. Only the device looks at its clock.
function nearFirst(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const places = [...root.querySelectorAll("[data-zones]")];
  const near = places.find((place) => place.dataset.zones.split(" ").includes(zone));
  const elsewhere = root.querySelector("[data-elsewhere]");
  if (!near) return;
  elsewhere.querySelector("ul").append(...places.filter((place) => place !== near));
  elsewhere.hidden = false;
}

lead(document);
nearFirst(document);
sayStale(document);
saySentences(document);
veilOnEscape(document);
workOffline(document);
