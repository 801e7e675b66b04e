/* The agenda without network: has the service worker keep it, and labels what is no longer fresh.

   [data-keep] on an element names the page to keep (the agenda's list, which has all days).
   [data-as-of] is the server's own sentence «as of 10:42, offline». The worker shows it in each copy
   that it hands out ([data-copy]); on a page that came from the server it shows while the device
   says that it has no network. Sockets prove nothing: some networks let pages through and no socket. */

const worker = navigator.serviceWorker;

function label() {
  for (const element of document.querySelectorAll("[data-as-of]")) {
    element.hidden = navigator.onLine && !("copy" in element.dataset);
  }
}

for (const type of ["online", "offline"]) addEventListener(type, label);
for (const type of ["afterSwap", "oobAfterSwap"]) document.addEventListener(`htmx:${type}`, label);
label();

async function keep() {
  const pages = [...document.querySelectorAll("[data-keep]")].map((one) => one.dataset.keep);
  if (!pages.length || !navigator.onLine) return;
  const files = performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => new URL(name).pathname.startsWith("/static/"));
  const registration = await worker.ready;
  registration.active.postMessage({ type: "keep", pages, files: [...new Set(files)] });
}

/* A copy is read again, and the page that stands in for another gives way to it, once the server
   answers again, but not in the way of a link that was followed meanwhile. To be told «online» isn't
   enough: it is told to no page that is still loading, and sometimes without a network. */
const LOOK_AGAIN_MS = 5000;
let leaving = false;

async function lookAgain() {
  if (!document.querySelector("[data-again], [data-copy]")) return;
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  if (!answer || answer.status >= 500 || leaving) return;
  const follower = document.querySelector("[data-look-again]");
  if (follower && answer.ok) htmx.trigger(follower, "look");
  else location.reload();
}

addEventListener("beforeunload", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));
addEventListener("online", lookAgain);
setInterval(lookAgain, LOOK_AGAIN_MS);
lookAgain();

if (worker) {
  worker.addEventListener("message", ({ data }) => {
    if (data.type === "kept") document.documentElement.dataset.kept = "";
  });
  // A new version has thrown away the copies that belonged to the old files.
  worker.addEventListener("controllerchange", keep);
  document.addEventListener("live:agenda.changed", keep);
  await worker.register("/sw.js");
  if (document.readyState === "complete") keep();
  else addEventListener("load", keep);
}
