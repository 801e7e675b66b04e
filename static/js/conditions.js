/* Fields of a form that are shown depending on earlier answers: `data-show-if` names the field,
   `data-show-values` the answers. What is hidden is not sent; what was typed there stays in place. */

function answersOf(question) {
  const checked = question.querySelectorAll("input:is([type=checkbox], [type=radio]):checked");
  return [...checked].map((input) => (input.value === "on" ? "given" : input.value));
}

function apply(form) {
  const shown = new Map();
  for (const question of form.querySelectorAll("[data-question]")) {
    const { showIf, showValues } = question.dataset;
    const on = showIf && shown.get(showIf);
    const wanted = (showValues ?? "").split(" ");
    const visible = !showIf || (on && answersOf(on).some((answer) => wanted.includes(answer)));
    question.hidden = !visible;
    for (const control of question.querySelectorAll("input, select, textarea")) {
      control.disabled = !visible;
      if (control.hasAttribute("data-required")) control.required = Boolean(visible);
    }
    if (visible) shown.set(question.dataset.question, question);
  }
  for (const section of form.querySelectorAll("[data-section]")) {
    section.hidden = !section.querySelector("[data-question]:not([hidden])");
  }
}

for (const form of document.querySelectorAll("[data-conditions]")) {
  form.addEventListener("change", () => apply(form));
  apply(form);
}
