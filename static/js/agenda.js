/* The open agenda looks again when told of a change, and whenever its connection (re)opens: what
   happened before or between was told to nobody. */
import { toast } from "./toast.js";

const agenda = () => document.getElementById("agenda");

document.addEventListener("live:state", ({ detail }) => {
  if (detail.state === "live") htmx.trigger(agenda(), "look");
});
document.addEventListener("live:agenda.changed", () => toast(agenda().dataset.changedText));
