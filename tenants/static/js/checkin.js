// How many questions have an answer, as a bar and in words, and what is chosen kept on this device until it is sent.
// It counts on this page only and sends nothing. Where more is ticked than is allowed, the words for it come at once.
import { forget, keep, mineAlone, read } from "./drafts.js";

function counts(form) {
  const line = form.querySelector("[data-progress]");
  if (!line) return () => {};
  const items = [...form.querySelectorAll("[data-item]")];
  const bar = line.querySelector("progress");
  const words = line.querySelector("output");
  line.hidden = false;
  return () => {
    const answered = items.filter((item) => item.querySelector("input:checked:not([value=''])")).length;
    bar.value = answered;
    words.textContent = words.dataset.words.replace("{answered}", answered).replace("{total}", items.length);
  };
}

// What the server said about the same question is enough.
function tooMany(form) {
  for (const words of form.querySelectorAll("[data-most]")) {
    const item = words.closest("[data-item]");
    const over = item.querySelectorAll("input:checked").length > Number(words.dataset.most);
    words.textContent = over && !item.querySelector(".refused") ? words.dataset.words : "";
  }
}

const choices = (form) => [...form.querySelectorAll("[data-item] input[type=radio], [data-item] input[type=checkbox]")];

function keepsOnDevice(form, show) {
  const { member, place, until } = form.dataset;
  const note = form.querySelector("[data-restored]");
  if (!place || !member) return;
  let changed = false;
  let work = mineAlone(member);
  const write = () => {
    const chosen = choices(form).filter((one) => one.checked).map((one) => [one.name, one.value]);
    work = work.then(() => (chosen.length ? keep(member, place, Date.parse(until), chosen) : forget(member, place)));
  };
  form.addEventListener("change", (event) => {
    if (!choices(form).includes(event.target)) return;
    changed = true;
    write();
  });
  if (note) {
    note.querySelector("button").addEventListener("click", () => {
      for (const one of choices(form)) one.checked = false;
      note.hidden = true;
      show();
      write();
      choices(form)[0]?.focus();
    });
  }
  if (form.hasAttribute("data-refused")) return; // what was typed came back with the page
  work.then(() => read(member, place)).then((kept) => {
    if (!kept) return;
    const touched = new Set(choices(form).filter((one) => one.checked).map((one) => one.name));
    const marks = new Set(kept.filter(([name]) => !touched.has(name)).map((mark) => mark.join(" ")));
    for (const one of choices(form)) if (marks.has(`${one.name} ${one.value}`)) one.checked = true;
    if (note) note.hidden = false;
    show();
    if (changed) write(); // somebody was quicker than the storage
  });
}

for (const form of document.querySelectorAll("form[data-checkin]")) {
  const count = counts(form);
  const show = () => {
    count();
    tooMany(form);
  };
  form.addEventListener("change", show);
  show();
  keepsOnDevice(form, show);
}
