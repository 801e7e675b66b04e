/* What somebody opened (<details id="…">) stays open when its part is read again. */

const openedIn = (part) => [...part.querySelectorAll("details[id][open]")].map(({ id }) => id);

function open(part, ids) {
  for (const id of ids) {
    const details = part.querySelector(`details#${CSS.escape(id)}`);
    if (details) details.open = true;
  }
}

let before = [];
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  before = target ? openedIn(target) : [];
});
document.addEventListener("htmx:afterSwap", () => {
  open(document, before);
  before = [];
});
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  open(fragment, openedIn(target));
});
