// The page to write on without a connection: empty when it comes, and the same for everybody. It asks for today's prompt
// when somebody is signed in, and else takes one of its own. What is written waits on the device, for its writer alone.
import { known, tidyLate } from "./drafts.js";
import { keepForms } from "./keeping.js";
import { workOffline } from "./offline.js";
import { sendOnce } from "./once.js";
import { veilOnEscape } from "./veil.js";

const DAY = 24 * 60 * 60 * 1000;

async function promptOfToday(member, own) {
  const fallback = own[Math.floor(Date.now() / DAY) % own.length];
  try {
    const asked = { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(4000) };
    const answer = await fetch("/prompt-of-today", asked);
    if (!answer.ok) return fallback;
    const told = await answer.json();
    return told.member === member ? told.prompt : fallback;
  } catch {
    return fallback;
  }
}

async function begin(root) {
  const form = root.querySelector("form[data-device-draft]");
  const elsewhere = !location.pathname.startsWith("/write");
  for (const words of root.querySelectorAll("[data-elsewhere]")) words.hidden = !elsewhere;
  await tidyLate();
  const member = globalThis.crypto?.subtle ? await known() : null;
  if (!member) return;
  const prompt = await promptOfToday(member, JSON.parse(form.dataset.prompts));
  root.querySelector("h1").textContent = prompt.text;
  form.elements.prompt.value = prompt.id;
  form.elements.draft.value = crypto.randomUUID();
  form.dataset.page = `/journal/new?form=free&prompt=${encodeURIComponent(prompt.id)}`;
  for (const part of root.querySelectorAll("[data-with-member]")) part.hidden = false;
  for (const part of root.querySelectorAll("[data-without-member]")) part.hidden = true;
  await keepForms(root, member);
}

sendOnce(document);
begin(document);
veilOnEscape(document);
workOffline(document);
