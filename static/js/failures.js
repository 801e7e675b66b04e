/* What somebody asked for and did not get is said; what a page asks by itself (news, every minute)
   fails in silence, for it is asked again. */
import { toast } from "./toast.js";

const words = () => document.getElementById("toasts").dataset;

function tell(text, { requestConfig }) {
  // A page's own questions come from a clock or from another script, not from somebody's hand.
  if (requestConfig?.triggeringEvent?.isTrusted) toast(text, "error");
}

document.addEventListener("htmx:responseError", ({ detail }) => tell(words().failed, detail));
for (const type of ["htmx:sendError", "htmx:timeout"])
  document.addEventListener(type, ({ detail }) => tell(words().unreached, detail));
