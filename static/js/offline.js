/* The agenda without network: has the service worker keep it, and labels what is no longer fresh.

   [data-keep] on an element names the page to keep (the agenda's list, which has all days).
   [data-as-of] is the server's own sentence «as of 10:42, offline», shown while not live. */

const worker = navigator.serviceWorker;
let state = "live";

function label() {
  for (const element of document.querySelectorAll("[data-as-of]")) {
    element.hidden = state === "live";
  }
}

document.addEventListener("live:state", ({ detail }) => {
  state = detail.state;
  label();
});
document.addEventListener("htmx:afterSwap", label);

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

/* The page that stands in for another: that one comes by itself once the server answers again, but
   not in the way of a link that was followed meanwhile. To be told «online» isn't enough: it is told
   to no page that is still loading, and sometimes without a network. */
const LOOK_AGAIN_MS = 5000;
if (document.querySelector("[data-again]")) {
  let leaving = false;
  const look = async () => {
    const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
    if (answer && !leaving) location.reload();
  };
  addEventListener("beforeunload", () => (leaving = true));
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("online", look);
  setInterval(look, LOOK_AGAIN_MS);
  look();
}

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
