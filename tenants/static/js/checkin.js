// How many questions have an answer, as a bar and in words. It counts on this page only and sends nothing.
for (const form of document.querySelectorAll("form[data-checkin]")) {
  const line = form.querySelector("[data-progress]");
  if (!line) continue;
  const items = [...form.querySelectorAll("[data-item]")];
  const bar = line.querySelector("progress");
  const words = line.querySelector("output");
  const show = () => {
    const answered = items.filter((item) => item.querySelector("input:checked:not([value=''])")).length;
    bar.value = answered;
    words.textContent = words.dataset.words.replace("{answered}", answered).replace("{total}", items.length);
  };
  form.addEventListener("change", show);
  show();
  line.hidden = false;
}
