/* While people register: what is wrong stands next to the field at once, and what is typed is kept
   on the server a moment after it was typed. Without this module the server says and keeps the same
   when the form is sent. */

const PAUSE_MS = 700;

/* --- messages next to the field ---------------------------------------- */

function errorOf(control) {
  const field = control.closest(".field");
  if (!field) return null;
  const id = `${control.name}_browser_error`;
  let box = document.getElementById(id);
  if (!box) {
    box = document.createElement("div");
    box.id = id;
    box.className = "error";
    box.hidden = true;
    field.append(box);
    const described = control.getAttribute("aria-describedby");
    control.setAttribute("aria-describedby", described ? `${described} ${id}` : id);
  }
  return box;
}

function check(control) {
  if (!control.willValidate || control.type === "hidden") return true;
  if (control.dataset.maxBytes) {
    const tooBig = [...control.files].some((file) => file.size > Number(control.dataset.maxBytes));
    control.setCustomValidity(tooBig ? control.dataset.tooBig : "");
  }
  const good = control.checkValidity();
  const box = errorOf(control);
  if (box) {
    box.textContent = good ? "" : control.validationMessage;
    box.hidden = good;
  }
  // The server's word on the former answer no longer holds.
  for (const said of control.closest(".field")?.querySelectorAll(".error:not([id$=browser_error])") ?? []) {
    said.remove();
  }
  if (good) control.removeAttribute("aria-invalid");
  else control.setAttribute("aria-invalid", "true");
  return good;
}

for (const form of document.querySelectorAll("form[data-check]")) {
  form.noValidate = true;
  form.addEventListener("change", (event) => check(event.target));
  // A message goes while the answer is put right, not when the button is pressed: it would move
  // the button away under the finger.
  form.addEventListener("input", (event) => {
    if (event.target.getAttribute("aria-invalid") === "true") check(event.target);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formNoValidate) return;
    const wrong = [...form.elements].filter((control) => !check(control));
    if (wrong.length) {
      event.preventDefault();
      event.stopImmediatePropagation();
      wrong[0].focus();
    }
  });
}

/* --- what is typed is kept ----------------------------------------------- */

/* Which of the note's texts tells what became of it. */
function became(answer) {
  if (answer.ok) return "kept";
  if (answer.status === 413) return "tooLong";
  return answer.status < 500 ? "refused" : "lost";
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const note = form.querySelector("[data-keep-note]");
  let timer = 0;
  let sent = false;

  const keep = async (keepalive = false) => {
    clearTimeout(timer);
    timer = 0;
    if (sent) return;
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") typed.append(name, value);
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: typed, keepalive });
      note.textContent = note.dataset[became(answer)];
    } catch {
      note.textContent = note.dataset.lost;
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS);
  });
  // Bubbles here only if the checks above let it pass.
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => {
    sent = false;
  });
  addEventListener("pagehide", () => {
    if (timer) keep(true);
  });
}
