/* The tree of needs and offers: typing narrows it, a line says how many are ticked. What is ticked
   stays ticked, shown or not. Without this module it is a tree of branches to open. */

const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

function narrow(items, words) {
  let shown = 0;
  for (const item of items) {
    const below = [...item.querySelectorAll(":scope > details > ul > li")];
    const own = fold(item.dataset.term);
    const matches = words.every((word) => own.includes(word));
    // Of one that matches all that stands under it is there; else those below that match.
    const inside = narrow(below, matches ? [] : words);
    item.hidden = !matches && !inside;
    const branch = item.querySelector(":scope > details");
    if (branch && words.length) branch.open = !matches && inside > 0;
    if (!item.hidden) shown += 1;
  }
  return shown;
}

for (const tree of document.querySelectorAll("[data-term-tree]")) {
  const search = tree.querySelector("[data-term-search]");
  if (!search) continue;
  const input = search.querySelector("input");
  const state = search.querySelector("[data-term-state]");
  const top = [...tree.querySelectorAll(":scope > ul > li")];
  const openBranches = () => {
    for (const branch of tree.querySelectorAll("details")) {
      branch.open = Boolean(branch.querySelector("input:checked"));
    }
  };
  const tell = (shown) => {
    const ticked = tree.querySelectorAll("input[type=checkbox]:checked").length;
    state.textContent = shown ? tree.dataset.chosen.replace("{n}", ticked) : tree.dataset.none;
  };

  search.hidden = false;
  input.addEventListener("input", () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    const shown = narrow(top, words);
    if (!words.length) openBranches();
    tell(shown);
  });
  // Enter in the search must not send the form.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  tree.addEventListener("change", () => tell(1));
  tell(1);
}
