// What is written or chosen but not sent waits on this device alone: sealed with AES-GCM under a key that cannot leave
// this browser, one key for each member. It goes when it was sent, at the sign-out, at its last moment, and after 14 days
// at most. The device knows one member at a time: whoever signed in here last, until the sign-out and for 14 days.
// Nothing here is needed to use a page: without storage or a secure connection nothing is kept, and nothing is said.
const NAME = "drafts";
const LONGEST = 14 * 24 * 60 * 60 * 1000;
const BLOCK = 2048; // every draft fills whole blocks, so that its size does not tell how much is chosen

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });

const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });

async function exists() {
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some((one) => one.name === NAME);
}

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("key", { keyPath: "member" });
    request.result.createObjectStore("draft", { keyPath: ["member", "place"] });
  };
  return settled(request);
}

async function within(work, fallback) {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return fallback;
  let base;
  try {
    base = await opened();
    return await work(base);
  } catch {
    return fallback;
  } finally {
    base?.close();
  }
}

// Two windows may ask at once: whichever writes first has made the key of both.
async function keyOf(base, member) {
  const kept = await settled(base.transaction("key").objectStore("key").get(member));
  if (kept) return kept.key;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const writing = base.transaction("key", "readwrite");
  const store = writing.objectStore("key");
  const first = await settled(store.get(member));
  if (!first) store.put({ member, key: made, until: Date.now() + LONGEST });
  await done(writing);
  return first?.key ?? made;
}

// The draft opens for the member and the page it was made for, and for no other.
const bound = (iv, member, place) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(`draft|${member}|${place}`),
});

export const keep = (member, place, until, content) =>
  within(async (base) => {
    if (signedOut || (present && present !== member)) return false;
    const key = await keyOf(base, member);
    const words = JSON.stringify(content);
    const bytes = new TextEncoder().encode(words);
    const padded = new Uint8Array(Math.ceil((bytes.length + 1) / BLOCK) * BLOCK).fill(32);
    padded.set(bytes);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(bound(iv, member, place), key, padded);
    const writing = base.transaction(["draft", "key"], "readwrite");
    const at = Date.now();
    writing.objectStore("draft").put({ member, place, iv, sealed, at, until: Math.min(until, at + LONGEST) });
    writing.objectStore("key").put({ member, key, until: at + LONGEST });
    await done(writing);
    return true;
  }, false);

export const read = (member, place) =>
  within(async (base) => {
    const row = await settled(base.transaction("draft").objectStore("draft").get([member, place]));
    if (!row || row.until <= Date.now()) return null;
    const opened_ = await crypto.subtle.decrypt(bound(row.iv, member, place), await keyOf(base, member), row.sealed);
    return JSON.parse(new TextDecoder().decode(opened_));
  }, null);

export const forget = (member, place) =>
  within(async (base) => {
    const writing = base.transaction("draft", "readwrite");
    writing.objectStore("draft").delete([member, place]);
    await done(writing);
  });

// The places of one member's drafts that begin so, the newest first.
export const placesOf = (member, beginning = "") =>
  within(async (base) => {
    const rows = await settled(base.transaction("draft").objectStore("draft").getAll());
    return rows
      .filter((row) => row.member === member && row.until > Date.now() && row.place.startsWith(beginning))
      .sort((one, other) => (other.at ?? 0) - (one.at ?? 0))
      .map((row) => row.place);
  }, []);

// The one member this device knows, for pages that read no cookie. With two nobody is meant.
export const known = () =>
  within(async (base) => {
    const rows = await settled(base.transaction("key").objectStore("key").getAll());
    return rows.length === 1 && (rows[0].until ?? 0) > Date.now() ? rows[0].member : null;
  }, null);

const sweep = (over) =>
  within(async (base) => {
    const writing = base.transaction(["draft", "key"], "readwrite");
    for (const name of ["draft", "key"]) {
      const store = writing.objectStore(name);
      for (const row of await settled(store.getAll())) {
        if (over(row)) store.delete(name === "draft" ? [row.member, row.place] : row.member);
      }
    }
    await done(writing);
  });

const late = (row) => row.until !== undefined && row.until <= Date.now();

// Whoever is on this device now finds nothing of anybody else on it.
export const mineAlone = (member) => sweep((row) => row.member !== member);

// What is late goes, also from pages where nobody is signed in.
export async function tidyLate() {
  if (await exists().catch(() => false)) await sweep(late);
}

// A sign-out in one window is one in all of them, and so is somebody else's sign-in: an old window keeps nothing more.
let signedOut = false;
let present = null;
const windows = globalThis.BroadcastChannel ? new BroadcastChannel("drafts") : null;
if (windows) {
  windows.onmessage = ({ data }) => {
    if (data.member) present = data.member;
    else signedOut = true;
  };
}

function forgetAll() {
  signedOut = true;
  windows?.postMessage({ member: null });
  indexedDB.deleteDatabase(NAME);
}

// On every page: what is over goes, by its time or because the page says so, and so does what somebody else left whose
// session ended without a sign-out. Where somebody is signed in, the device knows from then on who it is.
export async function tidyDrafts(root) {
  if (!globalThis.indexedDB) return;
  root.addEventListener("submit", (event) => {
    if (event.target.closest?.("[data-sign-out]") && !event.defaultPrevented) forgetAll();
  });
  const mine = root.querySelector("form[data-sign-out]")?.dataset.member;
  try {
    if (!mine && !(await exists())) return;
  } catch {
    return;
  }
  const over = new Set([...root.querySelectorAll("[data-draft-over]")].map((mark) => mark.dataset.draftOver));
  await sweep((row) => (mine && row.member !== mine) || late(row) || over.has(row.place));
  if (!mine) return;
  windows?.postMessage({ member: mine });
  await within((base) => signedOut || renew(base, mine));
}

async function renew(base, member) {
  const key = await keyOf(base, member);
  const writing = base.transaction("key", "readwrite");
  writing.objectStore("key").put({ member, key, until: Date.now() + LONGEST });
  await done(writing);
}
