/* Sessions of the programme's table are dragged to another time or room. Each session is a link to
   its page, which does the same without a pointer; both end in the same service. */

const send = document.getElementById("move");
let dragged = null;

const cellOf = (target) => target.closest?.("td[data-start]");
const clear = () => {
  for (const cell of document.querySelectorAll(".drop-here")) cell.classList.remove("drop-here");
};

for (const grid of document.querySelectorAll("[data-grid]")) {
  grid.addEventListener("dragstart", (event) => {
    // Selected text is dragged too, and is no element: none of ours.
    dragged = event.target.closest?.("[data-move]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.href);
  });
  grid.addEventListener("dragend", () => {
    dragged = null;
    clear();
  });
  grid.addEventListener("dragover", (event) => {
    const cell = dragged && cellOf(event.target);
    clear();
    if (!cell) return;
    event.preventDefault();
    cell.classList.add("drop-here");
  });
  grid.addEventListener("drop", (event) => {
    const cell = dragged && cellOf(event.target);
    if (!cell) return;
    event.preventDefault();
    send.action = dragged.dataset.move;
    send.elements.start.value = cell.dataset.start;
    send.elements.place.value = cell.dataset.place;
    send.requestSubmit();
  });
}
