// Small comforts. Every page works without this file.

document.documentElement.classList.add("js");
const main = document.getElementById("main");

// "None of these" and the other options rule each other out.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked || !box.form) return;
  const alone = "exclusive" in box.dataset;
  for (const other of box.form.querySelectorAll(`input[name="${CSS.escape(box.name)}"]`)) {
    if (other !== box && (alone || "exclusive" in other.dataset)) other.checked = false;
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-open-all]")) for (const part of folded()) part.open = true;
});

// Paper shows what is folded, too: all but how to keep the page.
const folded = () => document.querySelectorAll("main details:not(#keep, [open])");
let opened = [];
// Chromium takes no address onto paper with our margins (base.css); for others it is without its key.
let address = null;
addEventListener("beforeprint", () => {
  if (key()) {
    address = location.href;
    history.replaceState(null, "", location.pathname);
  }
  opened = [...folded()];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  if (address) history.replaceState(null, "", address);
  address = null;
  for (const part of opened) part.open = false;
});

// A result that was made or opened by hand gets its link as its address.
const link = document.getElementById("saved-link");
if (link) history.replaceState(null, "", link.href);

// An address that holds the key to a page stays as it is: what leads to a place on the same page
// goes there without it.
const key = () => document.getElementById("saved-link") || ("personal" in main.dataset && location.hash.length > 30);
document.addEventListener("click", (event) => {
  const to = event.target.closest("a[href^='#']");
  const place = to && document.getElementById(to.hash.slice(1));
  if (!place || !key() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (place.tabIndex < 0 && !place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.scrollIntoView();
  place.focus({ preventScroll: true });
});

// A link that is followed on the page it leads to (see open.js for what opens it).
const opens = document.querySelector("form[data-open]");
addEventListener("hashchange", () => {
  if ((opens || link) && location.hash.length > 30) location.reload();
});

// After "Close and clear this device" the Back button must not open the links of before, and other
// tabs show nothing of a person any more.
const tabs = new BroadcastChannel("cleared");
if ("cleared" in main.dataset) {
  try { sessionStorage.setItem("cleared", "yes"); } catch { /* Not allowed. */ }
  tabs.postMessage("");
}
tabs.addEventListener("message", () => {
  const answers = "personal" in main.dataset || main.querySelector("form [name=continue]");
  if (answers) location.replace("/cleared/");
});

// Leave nothing of a person on a page that the browser keeps for its Back button.
addEventListener("pagehide", () => {
  if ("personal" in main.dataset) main.replaceChildren();
});
addEventListener("pageshow", (event) => {
  if (event.persisted && "personal" in main.dataset) location.reload();
});

// htmx tells the server the whole address, with what follows #. Only the path may go.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["HX-Current-URL"] = location.origin + location.pathname;
});
