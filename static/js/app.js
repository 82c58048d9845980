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

// How long a form is tells nothing of what was ticked: it is filled up to whole steps of so many bytes.
const STEP = 1024;
document.addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "post") return;
  formData.set("pad", "");
  const { length } = new URLSearchParams(formData).toString();
  formData.set("pad", "-".repeat((STEP - (length % STEP)) % STEP));
});

document.addEventListener("click", (event) => {
  // The address is the link already: what is left to do, only the browser can.
  const kept = event.target.closest("#saved-link");
  if (kept && kept.href === location.href) {
    event.preventDefault();
    const how = document.getElementById("how-to-keep");
    how.closest("details").open = true;
    how.focus();
  }
  if (event.target.closest("[data-print]")) window.print();
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const field = document.getElementById(copy.dataset.copy);
    field.select();
    // Without it what is selected can be copied by hand.
    navigator.clipboard?.writeText(field.value).then(() => { copy.textContent = "Copied"; }, () => {});
  }
  if (event.target.closest("[data-open-all]")) for (const part of folded()) part.open = true;
});

// A browser shows the place to write of a field that is taller than the rest of the screen; here all of it.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea")) target.scrollIntoView({ block: "nearest" });
});

// Paper shows what is folded, too: all but how to keep the page.
const folded = () => document.querySelectorAll("main details:not(#keep, [open])");
let opened = [];
let added = [];
// Chromium takes no address onto paper with our margins (base.css); for others it is without its key.
let address = null;
const hideKey = () => {
  if (address || !key()) return;
  address = location.href;
  history.replaceState(null, "", location.pathname);
};
addEventListener("beforeprint", () => {
  hideKey();
  added = restOfTips();
  opened = [...folded()];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  if (address) history.replaceState(null, "", address);
  address = null;
  for (const part of opened) part.open = false;
  for (const part of added) part.remove();
});

// Chromium reads the address before that event, and prints it where someone sets margins of their own.
// The keys for it can wait until the address is without its key.
document.addEventListener("keydown", (event) => {
  if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || event.altKey || !key()) return;
  event.preventDefault();
  hideKey();
  setTimeout(() => window.print());
});

// A tip that stands as a row has its steps on a page of its own; on paper it is whole. The steps are
// the same for everyone. Printing waits for no promise, so the answer is waited for.
const restOfTips = () => {
  const rows = [...document.querySelectorAll(".rows article[id^=tip-]")];
  if (!rows.length) return [];
  const ask = new XMLHttpRequest();
  try {
    ask.open("GET", new URL("../steps/", rows[0].querySelector("a").href), false);
    ask.send();
  } catch { /* Offline: each row tells where its steps are. */ }
  if (ask.status !== 200) return [];
  const whole = new DOMParser().parseFromString(ask.responseText, "text/html");
  return rows.flatMap((row) => {
    const fold = row.querySelector("details");
    const parts = (fold ? ["rest"] : ["start", "rest"]).map((name) => whole.getElementById(`${name}-of-${row.id}`));
    const copies = parts.filter(Boolean).map((part) => document.importNode(part, true));
    if (fold) fold.lastElementChild.before(...copies);
    else row.append(...copies);
    return copies;
  });
};

// A time is told as the reader's own clock has it.
const clock = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
for (const time of document.querySelectorAll("time[datetime*=T]")) {
  time.textContent = clock.format(new Date(time.dateTime));
}

// The day where the reader is: our server's clock knows only its own.
const ownDay = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};
document.addEventListener("submit", ({ target }) => {
  if (target.elements.day) target.elements.day.value = ownDay();
});
document.addEventListener("click", ({ target }) => {
  const link = target.closest(`a[href*="/reminder/"]`);
  if (link) link.search = `day=${ownDay()}`;
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

// A link that is followed on the page it leads to (see open.js for what opens it), or on the page that
// another one opened.
addEventListener("hashchange", () => {
  const name = location.hash.slice(1);
  const opens = document.querySelector("form[data-open]") || key();
  if (opens && name && !document.getElementById(name)) location.reload();
});

// After "Close and clear this device" the Back button must not open the links of before, and other
// tabs show nothing of a person any more.
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("cleared") : null;
if ("cleared" in main.dataset) {
  try { sessionStorage.setItem("cleared", "yes"); } catch { /* Not allowed. */ }
  tabs?.postMessage("");
}
tabs?.addEventListener("message", () => {
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

// A part of a page that does not come: said beside its form, and nothing else changes. What a filter
// shows is what is listed, so its choices go back; what was typed stays.
const sent = new WeakMap();
const listed = new WeakMap();
const choose = (form, data) => {
  for (const field of form.elements) {
    const chosen = (value, was) => (data ? data.getAll(field.name).includes(value) : was);
    if ("checked" in field) field.checked = chosen(field.value, field.defaultChecked);
    for (const option of field.options ?? []) {
      option.selected = chosen(option.value, option.defaultSelected);
    }
  }
};
const alertOf = (form) => (form.nextElementSibling?.matches(".failed") ? form.nextElementSibling : null);
const failed = (event) => {
  const form = event.detail.elt.closest("form");
  const wanted = sent.get(event.detail.xhr);
  if (!form?.isConnected || !wanted) return;
  choose(form, listed.get(form));
  const told = document.createElement("div");
  told.className = "failed note stack";
  told.setAttribute("role", "alert");
  told.innerHTML = "<p>That did not work, so nothing is changed here.</p>"
    + "<p><button class='button button--quiet' type='button'>Try again</button></p>";
  // As it works without scripts: a whole page comes, or the browser says what is wrong.
  told.querySelector("button").addEventListener("click", () => {
    choose(form, wanted);
    form.submit();
  });
  alertOf(form)?.remove();
  form.after(told);
  told.scrollIntoView({ block: "nearest" });
};
document.addEventListener("htmx:beforeRequest", ({ detail: { elt, xhr } }) => {
  const form = elt.closest("form");
  if (form) sent.set(xhr, new FormData(form));
});
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);
// What comes is ours when the part that it replaces is in it.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, target, xhr } = event.detail;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  if ([200, 422].includes(xhr.status) && page.getElementById(target.id)) {
    const form = elt.closest("form");
    listed.set(form, sent.get(xhr));
    alertOf(form)?.remove();
  } else {
    event.preventDefault();
    failed(event);
  }
});
