// Small comforts. Every page works without this file.

document.documentElement.classList.add("js");

// "None of these" and the other options rule each other out.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked) return;
  const alone = "exclusive" in box.dataset;
  for (const other of box.form.querySelectorAll(`input[name="${CSS.escape(box.name)}"]`)) {
    if (other !== box && (alone || "exclusive" in other.dataset)) other.checked = false;
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
