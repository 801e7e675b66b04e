/* <button data-copy="id-of-input" data-copied="Copied."> puts the input's text on the clipboard. */
import { toast } from "./toast.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    toast(button.dataset.copied);
  } catch {
    // Not allowed here (no HTTPS): the text is selected, ready to be copied by hand.
  }
});
