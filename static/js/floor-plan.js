/* Marking places on the floor plan: a click sets the chosen place's mark, arrow keys move it by
   1 %. Both fill in the form's two fields and send it; without this script one types them.

   The board is replaced by each answer, so listeners stand on the document. */

const SVG = "http://www.w3.org/2000/svg";
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/* Keys held down are sent once, when they rest. */
const REST_MS = 400;
let waiting = null;

const form = () => document.getElementById("mark-form");
const within = (percent) => Math.min(100, Math.max(0, percent));

function show(stage, x, y) {
  const { elements } = form();
  elements.x.value = x.toFixed(2);
  elements.y.value = y.toFixed(2);
  const drawing = stage.querySelector(".floor-plan svg");
  let mark = drawing.querySelector(".floor-mark");
  if (!mark) {
    mark = document.createElementNS(SVG, "circle");
    mark.setAttribute("class", "floor-mark");
    mark.setAttribute("r", "22");
    drawing.append(mark);
  }
  const { width, height } = drawing.viewBox.baseVal;
  mark.setAttribute("cx", (width * x) / 100);
  mark.setAttribute("cy", (height * y) / 100);
}

function saveAfter(milliseconds) {
  clearTimeout(waiting?.timer);
  const sent = form();
  const timer = setTimeout(() => {
    waiting = null;
    // Another place may have been chosen meanwhile.
    if (sent.isConnected) sent.requestSubmit();
    else keep(sent);
  }, milliseconds);
  waiting = { timer, sent };
}

/** Send the form whatever becomes of the page. */
function keep(sent) {
  fetch(sent.action, { method: "POST", body: new FormData(sent), keepalive: true });
}

document.addEventListener("click", (event) => {
  const stage = event.target.closest("[data-plan-stage]");
  if (!stage) return;
  const box = stage.querySelector(".floor-plan").getBoundingClientRect();
  const x = (100 * (event.clientX - box.left)) / box.width;
  const y = (100 * (event.clientY - box.top)) / box.height;
  show(stage, within(x), within(y));
  stage.focus({ preventScroll: true });
  saveAfter(0);
});

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const stage = event.target.closest("[data-plan-stage]");
  if (!step || !stage || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  // A place without a mark starts from the middle.
  const from = ({ value }) => (value === "" ? 50 : Number(value));
  const { elements } = form();
  show(stage, within(from(elements.x) + step[0]), within(from(elements.y) + step[1]));
  saveAfter(REST_MS);
});

// An answer that is older than what the keys have done since would take the mark back.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (waiting !== null && event.detail.requestConfig?.elt === form()) event.detail.shouldSwap = false;
});

// What could not be saved is not shown as if it were: back to the mark as the server knows it.
function takeBack({ detail }) {
  const sent = form();
  if (!sent || detail.requestConfig?.elt !== sent || waiting !== null) return;
  const { x, y } = sent.elements;
  const stage = document.querySelector("[data-plan-stage]");
  if (x.defaultValue) show(stage, Number(x.defaultValue), Number(y.defaultValue));
  else {
    stage.querySelector(".floor-mark")?.remove();
    x.value = y.value = "";
  }
}
for (const type of ["responseError", "sendError", "timeout"])
  document.addEventListener(`htmx:${type}`, takeBack);

// Whoever goes on to another place, or leaves the page, at once keeps what the keys did.
function keepNow() {
  if (waiting === null) return;
  clearTimeout(waiting.timer);
  keep(waiting.sent);
  waiting = null;
}

const leave = (event) => event.target.closest("a") && keepNow();
document.addEventListener("click", leave, { capture: true });
window.addEventListener("pagehide", keepNow);
