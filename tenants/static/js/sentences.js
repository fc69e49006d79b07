// A member's own sentences lie on this device as drafts do, so that "I need a moment" can say them without a sign-in.
import { forget, keep, known, read, tidyLate } from "./drafts.js";

const PLACE = "sentences";

// Where a page says them, after they were saved or looked at, the device takes them over.
export async function takeSentences(root) {
  const mark = root.querySelector("[data-device-sentences]");
  const member = root.querySelector("form[data-sign-out]")?.dataset.member;
  if (!mark || !member) return;
  const said = JSON.parse(mark.dataset.deviceSentences).filter((one) => typeof one === "string" && one.trim());
  await (said.length ? keep(member, PLACE, Infinity, said) : forget(member, PLACE));
}

// In place of ours, if this device knows one member and has theirs.
export async function saySentences(root) {
  const place = root.querySelector("[data-own-sentences]");
  if (!place || !globalThis.indexedDB) return;
  await tidyLate();
  const member = await known();
  const said = member ? await read(member, PLACE) : null;
  if (!said?.length) return;
  place.replaceChildren(
    ...said.map((one) => {
      const line = root.createElement("li");
      line.dir = "auto";
      line.textContent = one;
      return line;
    }),
  );
  place.setAttribute("data-private", "");
  for (const words of root.querySelectorAll("[data-with-own]")) words.hidden = false;
  for (const words of root.querySelectorAll("[data-with-ours]")) words.hidden = true;
}
