/* What follows the agenda ([data-look-again]) is read again when told of a change, and whenever the
   connection (re)opens: what happened before or between was told to nobody. */
import { toast } from "./toast.js";

const follower = () => document.querySelector("[data-look-again]");
const changed = () => document.querySelector("[data-changed-text]");

document.addEventListener("live:state", ({ detail }) => {
  if (detail.state === "live" && follower()) htmx.trigger(follower(), "look");
});
document.addEventListener("live:agenda.changed", () => toast(changed().dataset.changedText));
