// Hints while one types: asked of the server a moment after the last key, shown under the field, marked in its words.
// The server keeps nothing. What is put away is noted in the form alone and goes with the draft.
const PAUSE = 350;
const OPEN_CARDS = 5;

const form = document.querySelector("form[data-hints]");

function element(name, className, words) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words) made.textContent = words;
  return made;
}

// The field keeps its own text; beneath it lies a copy that shows only the wavy lines.
function layUnder(area) {
  const over = element("div", "over");
  const under = element("div", "under");
  under.setAttribute("aria-hidden", "true");
  area.before(over);
  over.append(under, area);
  area.addEventListener("scroll", () => {
    under.scrollTop = area.scrollTop;
  });
  return under;
}

function draw(under, text, marks) {
  under.replaceChildren();
  let at = 0;
  for (const { start, end } of [...marks].sort((one, other) => one.start - other.start)) {
    const from = Math.max(at, start);
    if (end <= from) continue;
    under.append(text.slice(at, from), element("mark", "", text.slice(from, end)));
    at = end;
  }
  under.append(text.slice(at), "\n");
}

// Python counts characters, the browser counts UTF-16 units.
function inUnits(text, marks) {
  const points = [...text];
  const units = (count) => points.slice(0, count).join("").length;
  return marks.map((mark) => ({ ...mark, start: units(mark.start), end: units(mark.end) }));
}

// Places with the same key stand on one card.
function cardsOf(marks) {
  const cards = new Map();
  for (const mark of marks) cards.set(mark.key, [...(cards.get(mark.key) || []), mark]);
  return [...cards.values()];
}

// Words of the draft; Escape hides them as it hides the draft, also where they come while it is hidden.
function own(made) {
  made.dataset.private = "";
  if (document.body.classList.contains("veiled")) {
    made.inert = true;
    made.setAttribute("aria-hidden", "true");
  }
  return made;
}

function quoted(place, field) {
  const show = own(element("button", "marked-words", place.quote));
  show.type = "button";
  show.addEventListener("click", () => {
    field.area.focus();
    field.area.setSelectionRange(place.start, place.end);
  });
  return show;
}

function row(places, field, away) {
  const [mark] = places;
  const item = element("li", "hint-row");
  item.dataset.severity = mark.severity;
  const head = element("p");
  head.append(element("b", "", mark.title), ": ");
  places.forEach((place, at) => head.append(at ? ", " : "", quoted(place, field)));
  const why = element("p", "", mark.reason + " ");
  if (mark.kinder) why.append(own(element("span", "kinder", `${form.dataset.perhaps} ${mark.kinder}`)));
  const put = element("button", "quiet", form.dataset.away);
  put.type = "button";
  put.append(own(element("span", "unseen", ` ${mark.quote}`)));
  put.addEventListener("click", () => away(mark));
  item.append(head, why, put);
  return item;
}

// The first cards stand openly, the others wait behind one line; what was unfolded stays so.
function folded(rows, list, words) {
  if (rows.length <= OPEN_CARDS) return rows;
  const item = element("li", "more-hints");
  const details = element("details");
  const inner = element("ul", "plain");
  inner.append(...rows.slice(OPEN_CARDS));
  details.open = Boolean(list.querySelector("details[open]"));
  details.append(element("summary", "", words.replace("{number}", rows.length - OPEN_CARDS)), inner);
  item.append(details);
  return [...rows.slice(0, OPEN_CARDS), item];
}

function begin() {
  const dismissed = form.elements.namedItem("dismissed");
  const count = form.querySelector("[data-hint-count]");
  const words = form.querySelector("template[data-hint-words]").dataset;
  const again = element("button", "quiet", words.again);
  again.type = "button";
  again.hidden = true;
  count.after(again);
  const fields = [...form.querySelectorAll("textarea[data-hinted]")].map((area) => ({
    area,
    list: document.getElementById(`hints-${area.dataset.hinted}`),
    under: layUnder(area),
  }));
  const keys = () => dismissed.value.split("\n").filter(Boolean);
  let asked = 0;
  let timer;

  const show = (field, marks) => {
    draw(field.under, field.area.value, marks);
    const rows = cardsOf(marks).map((places) => row(places, field, putAway(field)));
    field.list.replaceChildren(...folded(rows, field.list, words.more));
    field.list.hidden = marks.length === 0;
  };
  const tell = () => {
    const number = form.querySelectorAll(".hint-row").length;
    count.textContent = number ? form.dataset.count.replace("{number}", number) : "";
    again.hidden = keys().length === 0;
  };
  const putAway = (field) => (mark) => {
    dismissed.value = [...keys(), mark.key].join("\n");
    field.area.focus();
    ask();
  };
  const ask = async () => {
    const turn = ++asked;
    const texts = Object.fromEntries(fields.map((field) => [field.area.dataset.hinted, field.area.value]));
    try {
      const answer = await fetch(form.dataset.hints, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ texts, dismissed: keys() }),
      });
      if (!answer.ok || turn !== asked) return;
      const { hints } = await answer.json();
      for (const field of fields) {
        const name = field.area.dataset.hinted;
        if (field.area.value === texts[name]) show(field, inUnits(texts[name], hints[name] || []));
      }
      tell();
    } catch {
      // without a connection the page simply has no hints; writing and keeping go on
    }
  };
  again.addEventListener("click", () => {
    dismissed.value = "";
    fields[0].area.focus();
    ask();
  });
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
  for (const field of fields) {
    field.area.addEventListener("input", () => {
      draw(field.under, field.area.value, []);
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
  }
  ask();
}

if (form) begin();
