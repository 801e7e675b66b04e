/* Several rows at once: `data-choose-all="form-id"` ticks each box of that form, or none; an
   element of the form with `data-chosen-count` says how many are ticked. */

const boxesOf = (id) => [...document.querySelectorAll(`input[type="checkbox"][form="${id}"]`)];

for (const all of document.querySelectorAll("[data-choose-all]")) {
  const id = all.dataset.chooseAll;
  const counter = document.querySelector(`#${id} [data-chosen-count]`);
  const words = counter?.textContent;

  const tell = () => {
    const boxes = boxesOf(id);
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    if (counter) counter.textContent = ticked ? `${words} ${ticked}` : words;
  };

  // Without this script the box would do nothing, so it is only shown by it.
  (all.closest("[hidden]") ?? all).hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxesOf(id)) box.checked = all.checked;
    tell();
  });
  document.addEventListener("change", (event) => {
    if (event.target.getAttribute("form") === id) tell();
  });
  addEventListener("pageshow", tell);
}
