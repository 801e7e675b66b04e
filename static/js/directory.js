/* The directory: a list of filter choices that was opened stays open when the counts are new. */

document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  for (const { id } of target.querySelectorAll("details[open]")) {
    const details = fragment.querySelector(`#${CSS.escape(id)}`);
    if (details) details.open = true;
  }
});
