/* Fields of the form builder are dragged by their handle into any section, sections among themselves.
   The arrows beside each part do the same without a pointer; all end in the same request. */

const send = document.getElementById("drag");
const PARTS = "[data-field], [data-section]";
let dragged = null;

const clear = () => {
  for (const item of document.querySelectorAll(".drop-before, .drop-after"))
    item.classList.remove("drop-before", "drop-after");
};

/* The part under the pointer that what is dragged may be put beside, and on which side of it. */
const spot = (event) => {
  const isField = "field" in dragged.dataset;
  const beside = event.target.closest(isField ? "[data-field]" : "[data-section]");
  const list = isField ? event.target.closest("[data-section]")?.querySelector("[data-fields]") : null;
  if (!beside && !list) return null;
  const box = beside?.getBoundingClientRect();
  return { beside, list, after: !beside || event.clientY > box.top + box.height / 2 };
};

// Only the handle starts a drag: text in the row stays selectable.
document.addEventListener("pointerdown", (event) => {
  const part = event.target.closest("[data-handle]")?.closest(PARTS);
  if (part) part.draggable = true;
});

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(PARTS);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
});

document.addEventListener("dragend", () => {
  if (dragged) dragged.draggable = false;
  dragged = null;
  clear();
});

document.addEventListener("dragover", (event) => {
  const found = dragged && spot(event);
  if (!found) return;
  event.preventDefault();
  clear();
  found.beside?.classList.add(found.after ? "drop-after" : "drop-before");
});

document.addEventListener("drop", (event) => {
  const found = dragged && spot(event);
  if (!found) return;
  event.preventDefault();
  if (found.beside === dragged) return;
  const isField = "field" in dragged.dataset;
  const all = isField ? found.list.querySelectorAll("[data-field]") : document.querySelectorAll("[data-section]");
  const rest = [...all].filter((item) => item !== dragged);
  send.elements.do.value = isField ? "move" : "section-move";
  send.elements.key.value = dragged.dataset.field ?? dragged.dataset.section;
  send.elements.section.value = found.list?.dataset.fields ?? "";
  send.elements.index.value = found.beside ? rest.indexOf(found.beside) + Number(found.after) : rest.length;
  send.requestSubmit();
});

addEventListener("pointerup", () => {
  for (const part of document.querySelectorAll("[draggable=true]")) part.draggable = false;
});

/* Moved by an arrow, a part keeps the focus there: pressed again, it moves on. */
const PRESSED = "form-builder-pressed";
document.addEventListener("submit", ({ submitter }) => {
  if (submitter?.name === "do") sessionStorage.setItem(PRESSED, submitter.value);
});
const pressed = sessionStorage.getItem(PRESSED);
sessionStorage.removeItem(PRESSED);
if (pressed && location.hash.startsWith("#part-")) {
  const part = document.getElementById(location.hash.slice(1));
  const button = [...(part?.querySelectorAll("button[name=do]") ?? [])].find((b) => b.value === pressed);
  // After the browser has gone to the address's part, which takes the focus away.
  addEventListener("load", () => setTimeout(() => button?.focus()));
}
