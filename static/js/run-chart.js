/* The curve of a planner run: the value reached and the proven bound, level by level.

   <figure class="run-chart" data-run="3" data-seconds="12" data-text="%level%: …"> holds an <svg>, a
   <figcaption>, buttons with data-level, [data-legend] for the latest numbers, and its points as
   JSON: {seconds, level, value, bound, placed}. Points pushed by the socket (live:run.progress) are
   added; with data-live the curve grows as time passes. Elements with data-elapsed count on. */

const MARGIN = { top: 12, right: 12, bottom: 24, left: 56 };
const number = new Intl.NumberFormat(document.documentElement.lang);
const SVG = "http://www.w3.org/2000/svg";

function draw(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Round whole numbers in equal steps, about `count` of them: the first below low, the last above high. */
export function ticks(low, high, count = 4) {
  const raw = Math.max((high - low) / count, 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((n) => n * power >= raw) * power;
  const found = [Math.floor(low / step) * step];
  while (found.length < 2 || found.at(-1) < high) found.push(found.at(-1) + step);
  return found;
}

/** What is known of a level at each moment: a value holds until the next one. */
const stepPath = (points) =>
  points.map(([x, y], i) => (i ? `H${x}V${y}` : `M${x} ${y}`)).join("");

class RunChart {
  constructor(figure) {
    this.figure = figure;
    this.run = Number(figure.dataset.run);
    this.svg = figure.querySelector("svg");
    this.points = JSON.parse(figure.querySelector("script").textContent);
    this.chosen = null;
    this.drawnAt = performance.now();
    figure.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-level]");
      if (button) this.choose(button.dataset.level);
    });
    new ResizeObserver(() => this.draw()).observe(this.svg);
  }

  choose(level) {
    this.chosen = level;
    this.draw();
  }

  add(point) {
    this.points.push(point);
    this.draw();
  }

  draw() {
    const present = new Set(this.points.map((point) => point.level));
    const level = this.chosen ?? this.points[0]?.level;
    for (const button of this.figure.querySelectorAll("button[data-level]")) {
      button.hidden = !present.has(button.dataset.level);
      button.setAttribute("aria-pressed", button.dataset.level === level);
    }
    const known = this.points.filter((point) => point.level === level && point.value !== null);
    /* The empty plan that a search may begin with would only flatten the curve. */
    const points = known.some((point) => point.placed) ? known.filter((p) => p.placed) : known;
    const { width, height } = this.svg.getBoundingClientRect();
    if (points.length === 0 || width === 0) return;
    this.describe(points.at(-1));

    const bounds = points.filter((point) => point.bound !== null);
    const heights = [...points.map((p) => p.value), ...bounds.map((p) => p.bound)];
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    /* A curve that never moves runs through the middle. */
    const lines = low === high ? ticks(low - 1, high + 1) : ticks(low, high);
    const end = Math.max(this.seconds(), 1);
    const right = width - MARGIN.right;
    const bottom = height - MARGIN.bottom;
    const x = (seconds) => MARGIN.left + (seconds / end) * (right - MARGIN.left);
    const y = (value) =>
      bottom - ((value - lines[0]) / (lines.at(-1) - lines[0])) * (bottom - MARGIN.top);
    const curve = (rows, key) => [
      ...rows.map((row) => [x(row.seconds), y(row[key])]),
      [right, y(rows.at(-1)[key])],
    ];

    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const parts = lines.flatMap((tick) => [
      draw("path", { class: "grid-line", d: `M${MARGIN.left} ${y(tick)}H${right}` }),
      draw("text", { x: MARGIN.left - 8, y: y(tick) + 4, "text-anchor": "end" }, number.format(tick)),
    ]);
    if (bounds.length > 0) {
      /* The area runs forward along the value and back along the bound. */
      const back = bounds.toReversed().map((p) => `V${y(p.bound)}H${x(p.seconds)}`);
      const area = `${stepPath(curve(bounds, "value"))}${back.join("")}Z`;
      parts.push(
        draw("path", { class: "gap-area", d: area }),
        draw("path", { class: "bound-line", d: stepPath(curve(bounds, "bound")) }),
      );
    }
    parts.push(
      draw("path", { class: "value-line", d: stepPath(curve(points, "value")) }),
      draw("text", { x: MARGIN.left, y: height - 6 }, "0 s"),
      draw("text", { x: right, y: height - 6, "text-anchor": "end" }, `${number.format(Math.round(end))} s`),
    );
    this.svg.replaceChildren(...parts);
  }

  /** How far the run is: the page says how far it was, and while it goes on time passes. */
  seconds() {
    const { live, seconds } = this.figure.dataset;
    const passed = live === undefined ? 0 : (performance.now() - this.drawnAt) / 1000;
    return Math.max(this.points.at(-1).seconds, Number(seconds) + passed);
  }

  /** The latest numbers, in the legend and as the picture's text. */
  describe({ seconds, level, value, bound }) {
    const words = {
      level: this.figure.querySelector(`button[data-level="${level}"]`)?.textContent ?? level,
      value: number.format(value),
      bound: bound === null ? "–" : number.format(bound),
      seconds: number.format(Math.round(seconds)),
    };
    this.figure.querySelector('[data-legend="value"]').textContent = words.value;
    this.figure.querySelector('[data-legend="bound"]').textContent = words.bound;
    this.figure.querySelector("figcaption").textContent = this.figure.dataset.text.replace(
      /%(\w+)%/g,
      (_, word) => words[word],
    );
  }
}

let chart;

function setUp() {
  const figure = document.querySelector(".run-chart");
  if (figure && chart?.figure !== figure) {
    const chosen = chart?.chosen ?? null;
    chart = new RunChart(figure);
    chart.chosen = chosen;
    chart.draw();
  }
}

document.addEventListener("htmx:load", setUp);
document.addEventListener("live:run.progress", ({ detail }) => {
  if (chart && detail.run === chart.run) chart.add(detail);
});
setUp();

/* Seconds go on between two readings of the page. */
const seen = new WeakMap();
setInterval(() => {
  for (const element of document.querySelectorAll("[data-elapsed]")) {
    if (!seen.has(element)) seen.set(element, performance.now());
    const passed = (performance.now() - seen.get(element)) / 1000;
    const seconds = Math.round(Number(element.dataset.elapsed) + passed);
    if (element instanceof HTMLProgressElement) element.value = seconds;
    else element.textContent = number.format(seconds);
  }
  if (chart?.figure.isConnected && "live" in chart.figure.dataset) chart.draw();
}, 1000);
