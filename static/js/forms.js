/* Small helps for forms: no second submit by a double click, and the first wrong answer in view. */

const isPlain = (form) => !form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete], [hx-get]");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !isPlain(form)) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});

/* A page brought back by the browser's Back button can be sent again. */
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

/* Selects and checkboxes of a filter apply at once, and have the focus again on the page that comes.
   What is typed is sent by Enter or its button: to send it when it is left would swallow the click
   that leaves it. */
const CHANGED = "changed-filter";
const TYPED = "[type=search], [type=text], input:not([type]), textarea";
document.addEventListener("change", ({ target }) => {
  if (!target.closest("form[data-submit-on-change]") || target.matches(TYPED)) return;
  sessionStorage.setItem(CHANGED, JSON.stringify([location.pathname, target.id]));
  target.form.requestSubmit();
});
const [changedOn, changed] = JSON.parse(sessionStorage.getItem(CHANGED) ?? "[]");
sessionStorage.removeItem(CHANGED);
if (changed && changedOn === location.pathname) document.getElementById(changed)?.focus();

const toFirstWrong = (part) => part.querySelector('[aria-invalid="true"]')?.focus();
toFirstWrong(document);
document.addEventListener("htmx:load", ({ target }) => toFirstWrong(target));
