/* Short notices in the corner. From a page's script: `toast(text, "success")`; from the server: a
   Django message, or the response header `HX-Trigger: {"toast": {"text": …, "kind": …}}`. */

const STAYS_MS = 6000;

/** Show `text`; kind: info, success, warning or error. Warnings and errors stay until closed. */
export function toast(text, kind = "info") {
  const region = document.getElementById("toasts");
  const element = document.createElement("div");
  element.className = `toast ${kind}`;
  if (kind === "error") element.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn quiet icon small";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", region.dataset.closeLabel);
  close.textContent = "×";
  element.append(words, close);
  region.append(element);
  leaveLater(element);
}

function leaveLater(element) {
  if (element.matches(".warning, .error")) return;
  let timer;
  const start = () => {
    timer = setTimeout(() => element.remove(), STAYS_MS);
  };
  const hold = () => clearTimeout(timer);
  for (const type of ["pointerenter", "focusin"]) element.addEventListener(type, hold);
  for (const type of ["pointerleave", "focusout"]) element.addEventListener(type, start);
  start();
}

/* What is there from the start is said to nobody: a live region tells of what comes into it. */
function announce(element) {
  leaveLater(element);
  requestAnimationFrame(() => element.parentElement?.append(element));
}

document.querySelectorAll("[data-toast]").forEach(announce);
/* Messages that came with a part of a page. */
document.addEventListener("htmx:load", ({ target }) => {
  if (target.matches("[data-toast]")) leaveLater(target);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) event.target.closest(".toast").remove();
});
document.addEventListener("toast", ({ detail }) => toast(detail.text ?? detail.value, detail.kind));
