/* What every page loads. */
import "./dialog.js";
import "./failures.js";
import "./forms.js";
import "./live.js";
import "./menu.js";
import "./opened.js";
import "./toast.js";
