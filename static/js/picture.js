/* A picture is shown as soon as it is chosen; one that is too big is told at once. The server
   checks both again. */

for (const form of document.querySelectorAll("[data-picture]")) {
  const input = form.querySelector("input[type=file]");
  const frame = form.querySelector("[data-picture-frame]");
  const note = form.querySelector("[data-picture-note]");

  input.addEventListener("change", () => {
    const [file] = input.files;
    const tooBig = file && file.size > Number(input.dataset.maxBytes);
    input.setCustomValidity(tooBig ? form.dataset.tooBig : "");
    if (!file || !input.reportValidity()) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const former = frame.firstElementChild;
      const picture = new Image(96, 96);
      picture.className = `portrait ${former.classList.contains("round") ? "round" : ""}`;
      picture.alt = "";
      // What is no picture at all is left for the server to name.
      picture.addEventListener("load", () => {
        frame.replaceChildren(picture);
        note.textContent = note.dataset.new;
      });
      picture.src = reader.result;
    });
    reader.readAsDataURL(file);
  });
}
