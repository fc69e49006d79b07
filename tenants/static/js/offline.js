// The worker that lets "I need a moment" and a page to write on open without a connection. It knows no cookie.
export async function workOffline(root) {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/sw.js");
    const language = await caches.open("language"); // only which language the page without a connection speaks
    await language.put("/language", new Response(root.documentElement.lang));
  } catch {
    // a browser that keeps nothing: every page works as before
  }
}
