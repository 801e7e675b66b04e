/* Fields of the form builder are dragged by their handle into any section. The arrows beside each
   field do the same without a pointer; both end in the same request. */

const send = document.getElementById("drag");
let dragged = null;

const lists = [...document.querySelectorAll("[data-fields]")];
const fieldOf = (target) => target.closest?.("[data-field]");
const clear = () => {
  for (const item of document.querySelectorAll(".drop-before")) item.classList.remove("drop-before");
};

for (const list of lists) {
  // Only the handle starts a drag: text in the row stays selectable.
  list.addEventListener("pointerdown", (event) => {
    const field = event.target.closest("[data-handle]") && fieldOf(event.target);
    if (field) field.draggable = true;
  });
  list.addEventListener("dragstart", (event) => {
    dragged = fieldOf(event.target);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.field);
  });
  list.addEventListener("dragend", () => {
    dragged.draggable = false;
    dragged = null;
    clear();
  });
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    clear();
    fieldOf(event.target)?.classList.add("drop-before");
  });
  list.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const before = fieldOf(event.target);
    if (before === dragged) return;
    const rest = [...list.querySelectorAll("[data-field]")].filter((item) => item !== dragged);
    send.elements.key.value = dragged.dataset.field;
    send.elements.section.value = list.dataset.fields;
    send.elements.index.value = before ? rest.indexOf(before) : rest.length;
    send.requestSubmit();
  });
}

addEventListener("pointerup", () => {
  for (const field of document.querySelectorAll("[data-field][draggable]")) field.draggable = false;
});
