// Opens the link that the address holds: the code is sent in the body of a POST, and the inside of
// the page comes back. The part of the address behind # never reaches a server, so it holds the code.
// In a file of its own before the stylesheets, so that the code is on its way while they load.
{
  const { to, token, look } = document.currentScript.dataset;
  const code = location.hash.slice(1);
  // So long nothing may come before we stop waiting, in milliseconds.
  const PATIENCE = 8000;
  const loaded = new Promise((done) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done);
    else done();
  });

  // "Close and clear this device" leaves this mark in the tab (see app.js): the Back button must not
  // open the links of before, and leaves no code for a reload. A link that is followed anew opens.
  const memory = (use) => { try { return use(sessionStorage); } catch { return null; } };
  const wentBackAfterClearing = () => {
    const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    if (!back) memory((tab) => tab.removeItem("cleared"));
    return back && memory((tab) => tab.getItem("cleared"));
  };

  // Nothing more of a person comes onto a page that is left.
  let left = false;
  addEventListener("pagehide", () => { left = true; });

  // A server that takes the question and never answers.
  const waiting = new AbortController();
  let patience;
  const wait = () => {
    clearTimeout(patience);
    patience = setTimeout(() => waiting.abort(), PATIENCE);
  };

  // Piece by piece as they come: what matters most is read while the rest is on its way.
  const fill = async (main, response) => {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let sofar = "";
    for (let pieces = 0, end = false; !end;) {
      const { value = "", done } = await reader.read();
      wait();
      end = done;
      const ready = (rest + value).split("<!--fold-->");
      rest = end ? "" : ready.pop();
      for (const html of ready) {
        if (left) return;
        sofar += html;
        if (pieces++) grow(main, parsed(sofar));
        else begin(main, html);
        // A moment to draw it.
        await new Promise((next) => { setTimeout(next); });
      }
    }
  };
  const parsed = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };
  // A piece may end inside of elements that the next one goes on with.
  const grow = (live, whole) => {
    const had = live.childNodes.length;
    const last = live.lastChild;
    if (last?.nodeType === Node.ELEMENT_NODE) grow(last, whole.childNodes[had - 1]);
    else if (last) last.data = whole.childNodes[had - 1].data;
    live.append(...[...whole.childNodes].slice(had));
  };
  const begin = (main, html) => {
    // No page of ours, but one of what stands between, begins otherwise.
    const title = html.match(/^<!--(.*?)-->/)[1];
    document.title = document.title.replace(/^.*? – /, `${title} – `);
    main.innerHTML = html;
    // The foot was hidden, but perhaps in no frame yet: then it would be seen to jump down from where
    // it was drawn. Put in anew, it is first drawn where it comes to stand.
    main.after(main.nextElementSibling);
    main.focus();
  };

  // Where it is said how the opening goes; with a list on this device it is folded.
  const place = () => {
    const told = document.getElementById("opening");
    const fold = told?.closest("details");
    if (fold) fold.open = true;
    return told;
  };
  const show = async (answer) => {
    await loaded;
    const main = document.getElementById("main");
    const told = place();
    told.textContent = "Opening…";
    // From now on: who leaves half-way and comes back finds the page opened anew (see app.js).
    main.dataset.personal = "";
    // The foot of the page would jump when the result comes in above it.
    main.dataset.opening = "";
    try {
      await fill(main, await answer);
    } catch {
      const half = !told.isConnected;
      const again = document.createElement("button");
      again.className = "button button--quiet";
      again.type = "button";
      again.textContent = "Try again";
      again.addEventListener("click", () => location.reload());
      if (half) main.append(told);
      told.textContent = half ? "The rest of this page did not load."
        : `${waiting.signal.aborted ? "That takes too long." : "That did not work."} Try again, or type the code.`;
      told.after(again);
    }
    clearTimeout(patience);
    delete main.dataset.opening;
  };

  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  // What cannot be a code is shown where it can be mended, unless it is a place on this page.
  const short = async () => {
    await loaded;
    const name = decoded(code);
    if (document.getElementById(name)) return;
    const told = place();
    if (!told) return;
    document.getElementById("code").value = name;
    told.textContent = "This link is cut off: part of its code is missing. Copy the whole link once more.";
  };

  const open = () => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, code });
    wait();
    const { signal } = waiting;
    const answer = fetch(to, { method: "POST", body, headers: { "X-Fragment": "1" }, signal });
    // A failure is told when there is a page to tell it on.
    answer.catch(() => {});
    show(answer);
  };

  // Whoever came from another site without a code: asked from here, the browser shows their list.
  if (!code && look) location.replace(look);
  else if (/[a-z2-7]/i.test(code)) {
    if (wentBackAfterClearing()) history.replaceState(null, "", location.pathname);
    else if (decoded(code).length < 32) short();
    // A browser that loads a page before anyone asked for it opens nothing, and marks no link as read.
    else if (document.prerendering) document.addEventListener("prerenderingchange", open, { once: true });
    else open();
  }
}
