// Small comforts. Every page works without this file, but for opening a result by its link.

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
});

// The part of the address behind # never reaches a server, so the link holds the code there.
// A result that was made or opened by hand gets its link as its address.
const link = document.getElementById("saved-link");
if (link) history.replaceState(null, "", link.href);

// After "Close and clear this device" the Back button must not open the links of before, and leaves
// no code in the address for a reload. A link that somebody follows anew opens as ever.
const memory = (use) => { try { return use(sessionStorage); } catch { return null; } };
if ("cleared" in main.dataset) memory((tab) => tab.setItem("cleared", "yes"));
function wentBackAfterClearing() {
  const back = performance.getEntriesByType("navigation")[0].type === "back_forward";
  if (!back) memory((tab) => tab.removeItem("cleared"));
  return back && memory((tab) => tab.getItem("cleared"));
}

// Opening a link: the code is sent in the body of a POST, and the page comes back.
const form = document.querySelector("form[data-open]");
async function openFromAddress() {
  const code = location.hash.slice(1);
  // Anchors of the page itself are shorter than a code.
  if (!form || code.length < 30) return;
  if (wentBackAfterClearing()) return history.replaceState(null, "", location.pathname);
  document.getElementById("opening").textContent = "Opening…";
  // The foot of the page would jump when the result comes in above it.
  main.dataset.opening = "";
  const body = new URLSearchParams(new FormData(form));
  body.set("code", code);
  const response = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } });
  const html = await response.text();
  document.title = document.title.replace(/^.*? – /, `${html.match(/<!--(.*?)-->/)[1]} – `);
  main.innerHTML = html;
  main.dataset.personal = "";
  delete main.dataset.opening;
  main.focus();
}
openFromAddress().catch(() => {
  delete main.dataset.opening;
  document.getElementById("opening").textContent = "That did not work. Try again, or type the code.";
});
addEventListener("hashchange", () => {
  if ((form || link) && location.hash.length > 30) location.reload();
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
