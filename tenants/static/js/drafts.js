// What is chosen but not sent waits on this device alone: sealed with AES-GCM under a key that cannot leave this browser,
// one key for each member. It goes when it was sent, at the sign-out, at its last moment, and after 14 days at most.
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

async function keyOf(base, member) {
  const kept = await settled(base.transaction("key").objectStore("key").get(member));
  if (kept) return kept.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const writing = base.transaction("key", "readwrite");
  writing.objectStore("key").put({ member, key });
  await done(writing);
  return key;
}

// The draft opens for the member and the page it was made for, and for no other.
const bound = (iv, member, place) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(`draft|${member}|${place}`),
});

export const keep = (member, place, until, choice) =>
  within(async (base) => {
    const key = await keyOf(base, member);
    const words = JSON.stringify(choice);
    const bytes = new TextEncoder().encode(words);
    const padded = new Uint8Array(Math.ceil((bytes.length + 1) / BLOCK) * BLOCK).fill(32);
    padded.set(bytes);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(bound(iv, member, place), key, padded);
    const writing = base.transaction("draft", "readwrite");
    writing.objectStore("draft").put({ member, place, iv, sealed, until: Math.min(until, Date.now() + LONGEST) });
    await done(writing);
  });

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

// Whoever is on this device now finds nothing of anybody else on it.
export const mineAlone = (member) => sweep((row) => row.member !== member);

// On every page: what is over goes, by its time or because the page says so, and so does what somebody else left whose
// session ended without a sign-out.
export async function tidyDrafts(root) {
  if (!globalThis.indexedDB) return;
  root.addEventListener("submit", (event) => {
    if (event.target.closest?.("[data-sign-out]") && !event.defaultPrevented) indexedDB.deleteDatabase(NAME);
  });
  try {
    if (!(await exists())) return;
  } catch {
    return;
  }
  const over = new Set([...root.querySelectorAll("[data-draft-over]")].map((mark) => mark.dataset.draftOver));
  const mine = root.querySelector("form[data-sign-out]")?.dataset.member;
  await sweep(
    (row) => (mine && row.member !== mine) || ("place" in row && (row.until <= Date.now() || over.has(row.place))),
  );
}
