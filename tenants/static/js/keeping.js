// Whatever is written in a form that names a place for its draft waits on this device until the server has it. It comes
// back when the tab was closed, the connection lost or the sign-in over, and it is sent once. See drafts.js for the seal.
//   <form data-device-draft="PLACE" data-page="ADDRESS OF THE FORM" [data-refused]> with the macro draft_notes() inside.
import { forget, keep, placesOf, read } from "./drafts.js";

const SOON = 400;
const PATIENCE = 6000;
const AGAIN = 10000;
const NEVER = new Set(["consent", "begin_space"]); // a yes is given on the page, each time
const held = new Map(); // locks of this page: a draft that is open in one window is left alone by the others

export const signedIn = (root) => root.querySelector("form[data-sign-out]")?.dataset.member;
const isHere = (link) => link.pathname + link.search === location.pathname + location.search;
const isText = (place) => place.includes("~");
const fields = (form) =>
  [...form.elements].filter(
    (one) => one.name && !NEVER.has(one.name) && !["submit", "button", "password", "file", "image"].includes(one.type),
  );

function untouched(one) {
  if (one.type === "checkbox" || one.type === "radio") return one.checked === one.defaultChecked;
  if (one.options) return [...one.options].every((option) => option.selected === option.defaultSelected || !one.multiple);
  return one.type === "hidden" || one.value === one.defaultValue;
}

// Nothing was written or ticked: there is nothing to keep.
function blank(form) {
  return fields(form).every((one) => {
    if (one.type === "hidden" || one.options) return true;
    if (one.type === "checkbox" || one.type === "radio") return !one.checked || !one.value;
    return !one.value.trim();
  });
}

function written(form) {
  const said = [];
  for (const one of fields(form)) {
    if ((one.type === "checkbox" || one.type === "radio") && !one.checked) continue;
    if (one.options) said.push(...[...one.selectedOptions].map((option) => [one.name, option.value]));
    else said.push([one.name, one.value]);
  }
  return said;
}

// Words for fields that this form does not have, because they were begun in another one, go to its first large field.
function fill(form, { said, texts = [] }) {
  const left = new Map();
  for (const [name, value] of said) left.set(name, [...(left.get(name) ?? []), value]);
  const here = new Set(fields(form).map((one) => one.name));
  const homeless = said.filter(([name, value]) => !here.has(name) && texts.includes(name) && value.trim());
  for (const one of fields(form)) {
    const values = left.get(one.name) ?? [];
    if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
    else if (one.options) for (const option of one.options) option.selected = values.includes(option.value);
    else if (values.length) one.value = values.shift();
  }
  const large = form.querySelector("textarea");
  if (large && homeless.length) large.value = [large.value, ...homeless.map(([, value]) => value)].filter(Boolean).join("\n\n");
  for (const one of fields(form)) {
    if (!untouched(one)) for (let box = one.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  }
}

// Only one window at a time works on a draft. Without locks in this browser every window may.
function hold(member, place) {
  if (held.has(place) || !navigator.locks) return Promise.resolve(true);
  return new Promise((told) => {
    let letLoose;
    const over = navigator.locks
      .request(`draft ${member} ${place}`, { ifAvailable: true }, (lock) => {
        told(Boolean(lock));
        return lock ? new Promise((loose) => (letLoose = loose)) : undefined;
      })
      .catch(() => told(true));
    held.set(place, () => {
      letLoose?.();
      return over;
    });
  }).then((mine) => {
    if (!mine) held.delete(place);
    return mine;
  });
}

async function release(place) {
  const over = held.get(place)?.();
  held.delete(place);
  await over;
}

// Who is signed in in this browser right now: "mine", "another", "nobody", or "away" without a connection.
async function whoIsHere(member) {
  try {
    const asked = { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch("/here", asked);
    if (answer.status === 401) return "nobody";
    if (!answer.ok) return "away";
    return (await answer.json()).member === member ? "mine" : "another";
  } catch {
    return "away";
  }
}

// Send a draft whose button was pressed without a connection. The hidden id in it, or the revision, makes that once.
async function send(member, place) {
  const kept = await read(member, place);
  if (!kept?.wanted) return null;
  const target = new URL(kept.action, location.origin);
  if (target.origin !== location.origin) return null;
  const answer = await fetch(target, {
    method: "POST",
    body: new URLSearchParams(kept.said),
    headers: { "X-Meant-For": member, Accept: "text/html" },
  });
  if (answer.ok) {
    await forget(member, place);
    return answer.redirected ? answer.url : "/";
  }
  if (answer.status < 500 && answer.status !== 401) {
    await keep(member, place, Infinity, { ...kept, wanted: false }); // it needs its page: a consent, a second look
  }
  return null;
}

// The server said that a form has arrived: the device lets its draft go. tenants/device_drafts.py says it.
async function letGo(member) {
  const said = document.cookie.split("; ").find((one) => one.startsWith("draft=arrived|"));
  if (!said) return;
  await forget(member, said.slice("draft=arrived|".length));
  document.cookie = "draft=; path=/; max-age=0; samesite=strict";
}

async function sendWaiting(root, member) {
  for (const place of (await placesOf(member)).filter(isText)) {
    if (!(await read(member, place))?.wanted || !(await hold(member, place))) continue;
    const sent = await send(member, place).catch(() => null);
    await release(place);
    const words = root.querySelector("[data-draft-sent]");
    if (sent && words) words.hidden = false;
  }
}

// Home: that there is a draft, and where; never a word of it.
async function tell(root, member) {
  const line = root.querySelector("[data-device-drafts]");
  if (!line) return;
  for (const place of (await placesOf(member)).filter(isText)) {
    const kept = await read(member, place);
    if (!kept) continue;
    line.querySelector("a").href = `${kept.page}#draft`;
    line.hidden = false;
    return;
  }
}

export async function keepForms(root, member = signedIn(root)) {
  if (!member || !globalThis.indexedDB || !globalThis.crypto?.subtle) return;
  await letGo(member);
  await sendWaiting(root, member);
  for (const form of root.querySelectorAll("form[data-device-draft]")) await keepForm(form, member);
  await tell(root, member);
}

async function keepForm(form, member) {
  const beginning = `${form.dataset.deviceDraft}~`;
  const own = `${beginning}${form.elements.draft?.value || crypto.randomUUID()}`;
  const notes = form.querySelector("[data-draft-notes]");
  const say = (name) => {
    if (!notes) return;
    for (const part of notes.children) part.hidden = part.dataset.when !== name;
    notes.hidden = !name;
    if (name && name !== "restored" && name !== "offered") notes.scrollIntoView({ block: "center" });
  };
  const anyDraft = form.hasAttribute("data-any-draft"); // the page takes up whatever was begun, and its heading
  let place = own;
  let work = Promise.resolve();
  let gone = false;
  let timer = 0;
  let wanted = false;
  let offered = "";

  const write = () => {
    clearTimeout(timer);
    timer = 0;
    if (gone) return Promise.resolve(false);
    const here = place;
    if (blank(form)) {
      work = work.then(() => forget(member, here)).then(() => false);
      return work;
    }
    const content = {
      said: written(form),
      texts: fields(form).filter((one) => one.type === "text" || one.type === "textarea").map((one) => one.name),
      page: form.dataset.page,
      title: document.querySelector("h1")?.textContent ?? "",
      action: new URL(form.action).pathname + new URL(form.action).search,
      wanted,
    };
    work = work.then(() => keep(member, here, Infinity, content));
    return work;
  };
  const restore = async (found, kept) => {
    await release(place);
    place = found;
    await hold(member, place);
    fill(form, kept);
    if (anyDraft) {
      form.dataset.page = kept.page;
      if (kept.title) document.querySelector("h1").textContent = kept.title;
    }
    say("restored");
  };

  form.addEventListener("input", () => {
    wanted = false;
    timer = timer || setTimeout(write, SOON);
  });
  form.addEventListener("change", () => (timer = timer || setTimeout(write, SOON)));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && timer && write());
  window.addEventListener("pagehide", () => timer && write());
  window.addEventListener("pageshow", (event) => event.persisted && (gone = false));
  let trying = false;
  const tryNow = async () => {
    if (!wanted || trying) return;
    trying = true;
    const sent = await send(member, place).catch(() => null);
    trying = false;
    if (sent && !wanted) return void write(); // somebody wrote on meanwhile: that is more than was sent
    if (!sent && (!wanted || (await read(member, place))?.wanted)) return;
    gone = true;
    location.assign(sent ?? `${form.dataset.page}#draft`); // taken, or its page has a question first
  };
  window.addEventListener("online", () => void tryNow().then(() => setTimeout(tryNow, 1500)));
  setInterval(tryNow, AGAIN); // a network that is up again is not always announced
  notes?.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (!pressed) return;
    if (pressed.dataset.do === "anew") {
      clearTimeout(timer);
      gone = true;
      const here = place;
      work.then(() => forget(member, here)).then(() => (anyDraft ? location.reload() : location.replace(form.dataset.page)));
    }
    if (pressed.dataset.do === "remove") {
      forget(member, offered);
      say("");
    }
    if (pressed.dataset.do === "open" && (anyDraft || isHere(pressed))) {
      event.preventDefault(); // it is this very page
      read(member, offered).then((kept) => kept && restore(offered, kept));
    }
  });

  let passed = false;
  let busy = false;
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || gone) return;
    const { submitter } = event;
    if (submitter?.hasAttribute("formaction")) return void write();
    if (passed) {
      passed = false;
      gone = true; // nothing is written over it while it travels
      const secure = location.protocol === "https:" ? "; secure" : "";
      const leaving = `${place}|${new URL(form.action).pathname}`;
      document.cookie = `draft=${leaving}; path=/; max-age=300; samesite=strict${secure}`;
      return;
    }
    event.preventDefault();
    if (busy) return;
    busy = true;
    const [kept, here] = await Promise.all([write(), whoIsHere(member)]);
    busy = false;
    if (here === "mine" || (here !== "another" && !kept)) {
      passed = true;
      return void form.requestSubmit(submitter ?? undefined);
    }
    if (here === "away") {
      const once = (form.elements.draft || form.elements.revision) && ![...NEVER].some((name) => form.elements[name]);
      wanted = Boolean(once);
      await write();
      return say(wanted ? "waiting" : "again");
    }
    const link = notes?.querySelector("[data-sign-in]");
    if (link) link.href = `/sign-in?next=${encodeURIComponent(`${form.dataset.page}#draft`)}`;
    say(here);
  });

  if (form.hasAttribute("data-refused")) {
    await hold(member, place);
    return void write(); // what was typed came back with the page
  }
  for (const found of await placesOf(member, beginning)) {
    if (!(await hold(member, found))) continue;
    const kept = await read(member, found);
    const fits = kept && (kept.page === form.dataset.page || location.hash === "#draft" || anyDraft);
    if (kept && fits && !kept.wanted && fields(form).every(untouched)) {
      await restore(found, kept);
      return;
    }
    await release(found);
    if (kept && !offered) {
      offered = found;
      const link = notes?.querySelector("[data-when=offered] a");
      if (link) link.href = `${kept.page}#draft`;
      say("offered");
    }
  }
  await hold(member, place);
  if (!fields(form).every(untouched)) await write(); // somebody was quicker than this script
}
