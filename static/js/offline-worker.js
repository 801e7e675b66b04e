/* The service worker behind /sw.js: keeps one person's agenda readable without network.

   The network always comes first. A page is kept only if the server says whose it is
   (Offline-Owner), and only one person's pages are ever kept: a page of somebody else, signing
   out, and the sign-in page throw away what there is.

   /sw.js sets self.VERSION (of all static files) and self.SIGN_IN, self.SIGN_OUT, self.OFFLINE
   (paths); the last is the page that stands in for those of which there is no copy. */

const PAGES = `vimeet-pages-${self.VERSION}-`;
const FILES = `vimeet-files-${self.VERSION}`;
const OWNER = "Offline-Owner";
/* With a copy at hand nobody waits longer than this for a network that is there but dead. */
const PATIENCE_MS = 6000;

const cachesWhere = async (test) => (await caches.keys()).filter(test);
const removeWhere = async (test) =>
  Promise.all((await cachesWhere(test)).map((name) => caches.delete(name)));
const forget = () => removeWhere((name) => name.startsWith("vimeet-pages-"));

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const stale = (name) =>
    name.startsWith("vimeet-") && name !== FILES && !name.startsWith(PAGES);
  event.waitUntil(removeWhere(stale).then(() => self.clients.claim()));
});

/** Keep a page if the server allows it, as the last copy of its address. */
async function remember(url, response) {
  const owner = response.headers.get(OWNER);
  if (!response.ok || response.redirected || !owner) return;
  const mine = PAGES + owner;
  await removeWhere((name) => name.startsWith("vimeet-pages-") && name !== mine);
  await (await caches.open(mine)).put(url, response);
}

/** The copy of a page, saying of when it is: components/as_of.html hides that in a fresh one. */
async function dated(copy) {
  const text = (await copy.text()).replaceAll(" data-as-of hidden", " data-as-of data-copy");
  return new Response(text, { status: copy.status, headers: copy.headers });
}

/** The last copy of a page; of an agenda any address of it, as the list has all days. */
async function copyOf(url) {
  const [name] = await cachesWhere((one) => one.startsWith(PAGES));
  if (!name) return undefined;
  const cache = await caches.open(name);
  const exact = await cache.match(url);
  if (exact) return exact;
  const { pathname } = new URL(url);
  const lists = (await cache.keys()).filter((key) => key.url.endsWith("?view=list"));
  // The start page leads to the agenda, of whichever event it was read last.
  const starts = pathname === "/" || pathname === "/portal/";
  const list = lists.findLast((key) => starts || new URL(key.url).pathname === pathname);
  return list && cache.match(list);
}

async function page(request) {
  const copy = await copyOf(request.url);
  const patience = new Promise((resolve) => {
    if (copy) setTimeout(resolve, PATIENCE_MS);
  });
  try {
    const response = await Promise.race([fetch(request), patience]);
    if (copy && (!response || response.status >= 500)) return dated(copy);
    await remember(request.url, response.clone());
    return response;
  } catch (error) {
    const found = copy ?? (request.mode === "navigate" && (await copyOf(new URL(self.OFFLINE, self.location.origin).href)));
    if (found) return dated(found);
    throw error;
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const copy = await caches.match(request, { cacheName: FILES });
    if (copy) return copy;
    throw error;
  }
}

async function signIn(request) {
  const response = await fetch(request);
  // Reached: nobody is signed in.
  if (response.ok) await forget();
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname === self.SIGN_OUT) event.waitUntil(forget());
  if (request.method !== "GET") return;
  const isPage = request.mode === "navigate" || request.headers.has("HX-Request");
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (url.pathname === self.SIGN_IN) event.respondWith(signIn(request));
  else if (isPage && (url.pathname === "/" || url.pathname.startsWith("/portal/")))
    event.respondWith(page(request));
});

/** Pages to keep, and the files they need: the page that is open knows them. */
async function keep({ pages, files }) {
  for (const url of [...pages, self.OFFLINE]) {
    const response = await fetch(url, { credentials: "same-origin" });
    await remember(new URL(url, self.location.origin).href, response);
  }
  const cache = await caches.open(FILES);
  for (const url of files) {
    if (await cache.match(url)) continue;
    const response = await fetch(url);
    if (response.ok) await cache.put(url, response);
  }
}

self.addEventListener("message", (event) => {
  if (event.data?.type !== "keep") return;
  // Without network nothing new is kept; what there is stays.
  event.waitUntil(keep(event.data).then(() => event.source?.postMessage({ type: "kept" }), () => {}));
});
