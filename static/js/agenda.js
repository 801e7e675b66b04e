/* The open agenda looks again when told of a change, and whenever its connection (re)opens: what
   happened before or between was told to nobody. */
import { toast } from "./toast.js";

const agenda = () => document.getElementById("agenda");
const changed = () => document.querySelector("[data-changed-text]");

document.addEventListener("live:state", ({ detail }) => {
  if (detail.state === "live" && agenda()) htmx.trigger(agenda(), "look");
});
document.addEventListener("live:agenda.changed", () => toast(changed().dataset.changedText));
