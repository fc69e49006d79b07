// Made by the server for one version of the pages and files below. It keeps only these: pages that are the same for
// everybody, and static files; it asks for them without cookies. No page of anybody is ever kept.
const VERSION = {{ content.version | tojson }};
const PAGES = {{ content.pages | list | tojson }};
const FILES = {{ content.files | list | tojson }};
const WRITING = {{ writing | tojson }};
const OURS = "calm-";
const NAME = OURS + VERSION;

const anew = (path) => new Request(path, { cache: "reload", credentials: "omit" });

self.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(NAME);
    await cache.addAll([...PAGES, ...FILES].map(anew));
    await self.skipWaiting(); // ordinary pages take their files from the network, so nobody stays with old ones
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

const shelved = async (path) => (await caches.open(NAME)).match(path);

// The language of the last page of this browser that said one, else what the browser speaks.
async function language() {
  const said = await (await caches.match("/language", { cacheName: "language" }))?.text();
  return [said, ...navigator.languages.map((one) => one.slice(0, 2))].find((one) => one in WRITING) ?? "en";
}

// "I need a moment" and the writing page come from the device: opening them asks nobody, not even when there is a connection.
async function calm(request, path) {
  return (await shelved(path)) ?? fetch(request);
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await shelved(WRITING[await language()])) ?? Response.error();
  }
}

async function file(event, path) {
  const asking = event.clientId ? await self.clients.get(event.clientId) : null;
  const found = await shelved(path);
  if (found && asking && PAGES.includes(new URL(asking.url).pathname)) return found;
  try {
    return await fetch(event.request);
  } catch {
    return found ?? Response.error();
  }
}

// What is sent is never touched: a worker that passes a form on would pass it on as its own.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(PAGES.includes(url.pathname) ? calm(request, url.pathname) : page(request));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(file(event, url.pathname));
  }
});
