/* What follows the agenda ([data-look-again]) is read again when told of a change, and whenever the
   connection (re)opens: what happened before or between was told to nobody. */
import { toast } from "./toast.js";

const follower = () => document.querySelector("[data-look-again]");
const changed = () => document.querySelector("[data-changed-text]");

document.addEventListener("live:state", ({ detail }) => {
  if (detail.state === "live" && follower()) htmx.trigger(follower(), "look");
});
document.addEventListener("live:agenda.changed", () => toast(changed().dataset.changedText));

/* What a page said of changes when it was opened stays until there is other news: by then it
   counts as seen, and what is read again says nothing of it. */
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const { target, fragment } = detail;
  if ("news" in target.dataset && !fragment.textContent.trim()) detail.shouldSwap = false;
});
