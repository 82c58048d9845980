// What only a browser can tell of a page. Every function gives a line for each fault.

globalThis.measure = (() => {
  const CONTROLS = 'a[href], button, input:not([type="hidden"]), select, textarea, summary';
  const BLOCKS = "p, li, dd, dt, td, th, figcaption, blockquote, label, legend, summary, h1, h2, h3, h4";
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const round = (number) => Math.round(number * 10) / 10;

  function called(element) {
    const id = element.id ? `#${element.id}` : "";
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    const words = (element.innerText || element.value || element.textContent).trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.localName}${id}${classes} “${words}”`;
  }

  // For screen readers alone: cut to a point, or waiting above the page for the first Tab.
  const unseen = (element) => Boolean(element.closest(".hidden, .skip:not(:focus)"));
  const visible = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !unseen(element);
  const controls = () => all(CONTROLS).filter(visible);
  const openAll = () => all("details").forEach((details) => { details.open = true; });

  // A radio button or checkbox is pressed anywhere on its row.
  const pressed = (control) =>
    (["radio", "checkbox"].includes(control.type) && control.closest(".option, .tick")) || control;

  function inSentence(control) {
    if (control.localName !== "a" || getComputedStyle(control).display !== "inline") return false;
    const around = control.closest(BLOCKS);
    return around !== null && around.innerText.trim().length > control.innerText.trim().length;
  }

  function wanted(control, area) {
    return control.matches(".button") ? 48 : 44;
  }

  // Does a press near each edge of the row reach its input?
  function reached(control, area) {
    if (area === control) return true;
    area.scrollIntoView({ block: "center" });
    const { left, right, top, bottom } = area.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return [[left + 6, y], [right - 6, y], [x, top + 6], [x, bottom - 6]].every((point) => {
      const hit = document.elementFromPoint(...point);
      return hit === control || hit?.closest("label")?.control === control;
    });
  }

  function targets() {
    const faults = [];
    for (const control of controls()) {
      if (inSentence(control)) continue;
      const area = pressed(control);
      const { width, height } = area.getBoundingClientRect();
      const least = wanted(control, area);
      if (width < 43.9 || height < least - 0.1)
        faults.push(`${called(control)}: ${round(width)} × ${round(height)}, not ${least}`);
      if (!reached(control, area)) faults.push(`${called(control)}: not pressed by its row`);
    }
    return faults;
  }

  function overlaps() {
    const areas = [...new Set(controls().map(pressed))].map((area) => [area, area.getBoundingClientRect()]);
    const faults = [];
    areas.forEach(([one, a], number) => {
      for (const [other, b] of areas.slice(number + 1)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const nested = one.contains(other) || other.contains(one);
        if (!nested && wide > 1 && high > 1 && !(inSentence(one) && inSentence(other)))
          faults.push(`${called(one)} over ${called(other)}`);
      }
    });
    return faults;
  }

  // A part that may scroll on its own: named, and reached by keyboard.
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const mayScroll = (element) =>
    element.tabIndex === 0 && (element.hasAttribute("aria-label") || element.hasAttribute("aria-labelledby"));

  function texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.data.trim() && visible(node.parentElement)) found.push(node);
    }
    return found;
  }

  function sideways() {
    const faults = [];
    const over = root.scrollWidth - root.clientWidth;
    if (over > 0) faults.push(`the page is ${over} px too wide`);
    const scrolling = all("body *").filter((e) => visible(e) && scrolls(e));
    for (const element of scrolling)
      if (element.scrollWidth > element.clientWidth + 1 && !mayScroll(element))
        faults.push(`${called(element)} scrolls and has no name or no keyboard`);
    const inside = (element) => scrolling.some((part) => part.contains(element));
    const look = (element, { left, right }) => {
      if ((left < -1 || right > root.clientWidth + 1) && !inside(element))
        faults.push(`${called(element)}: from ${round(left)} to ${round(right)}`);
    };
    for (const control of controls()) look(control, control.getBoundingClientRect());
    const range = document.createRange();
    for (const node of texts()) {
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) look(node.parentElement, box);
    }
    return faults;
  }

  function clipped() {
    const faults = [];
    for (const element of all("body *")) {
      if (!visible(element) || !element.innerText?.trim()) continue;
      const { overflowX, overflowY, textOverflow, display } = getComputedStyle(element);
      if (display === "inline") continue;
      const cut = (value) => ["hidden", "clip"].includes(value);
      if (cut(overflowX) && element.scrollWidth > element.clientWidth + 1)
        faults.push(`${called(element)} is cut at the side`);
      if (cut(overflowY) && element.scrollHeight > element.clientHeight + 1)
        faults.push(`${called(element)} is cut below`);
      if (textOverflow === "ellipsis") faults.push(`${called(element)} ends in dots`);
      if (element.matches("button, .button, select") && element.scrollHeight > element.clientHeight + 1)
        faults.push(`${called(element)}: the words leave the button`);
    }
    return faults;
  }

  // Lines of each block, as they are set: characters of every line, and the space between lines.
  function reading() {
    const faults = [];
    const lines = new Map();
    const range = document.createRange();
    for (const node of texts()) {
      const block = node.parentElement.closest(BLOCKS);
      // The words in a field have no lines that could be asked for; it is as wide as other words.
      if (!block || block.closest("svg, .code") || node.parentElement.closest("textarea")) continue;
      for (const { 0: word, index } of node.data.matchAll(/\S+\s?/g)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const { left, top, bottom } = range.getClientRects()[0] ?? {};
        const height = parseFloat(getComputedStyle(block).lineHeight) || 1;
        const found = lines.get(block) ?? new Map();
        const line = Math.round((top + bottom) / 2 / height);
        // Words beside each other in columns of one block are lines of their own.
        const key = `${line}/${getComputedStyle(block).columnCount === "auto" ? "" : Math.round(left / 100)}`;
        found.set(key, (found.get(key) ?? "") + word);
        lines.set(block, found);
      }
    }
    for (const [block, found] of lines) {
      const longest = [...found.values()].reduce((a, b) => (a.trim().length > b.trim().length ? a : b));
      if (longest.trim().length > 80) faults.push(`${called(block)}: ${longest.trim().length} letters`);
      const style = getComputedStyle(block);
      if (style.textAlign === "justify") faults.push(`${called(block)} is justified`);
      const spread = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
      if (block.matches("p, li, dd, td, blockquote") && found.size > 1 && !(spread >= 1.499))
        faults.push(`${called(block)}: lines at ${style.lineHeight}`);
    }
    return faults;
  }

  // Words of ours, with the stop after them, that a line ends within; those of a person, codes and
  // addresses may be of any length.
  function broken() {
    const faults = [];
    const range = document.createRange();
    for (const node of texts()) {
      if (node.parentElement.closest("svg, .code, bdi:not([translate])")) continue;
      for (const { 0: word, index } of node.data.matchAll(/(?<!\/\S*|\S\.)[\p{L}\p{N}\p{M}’']+[.,:;!?]*(?!\.?\p{L})(?!\S*\/)/gu)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) faults.push(`${called(node.parentElement)}: “${word}” is broken`);
      }
    }
    return faults;
  }

  // Buttons whose words take more than a line.
  function tall() {
    const range = document.createRange();
    const found = new Map();
    for (const node of texts()) {
      const button = node.parentElement.closest(".button");
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()].map(({ top }) => Math.round(top / 8));
      if (button) found.set(button, [...(found.get(button) ?? []), ...lines]);
    }
    return [...found].filter(([, lines]) => new Set(lines).size > 1).map(([button]) => called(button));
  }

  const rgb = (text) => (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const solid = (text) => { const [, , , alpha = 1] = rgb(text); return alpha > 0.99; };
  const light = (text) => {
    const [r, g, b] = rgb(text).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  function ground(element) {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (solid(backgroundColor)) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  }

  const ringed = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  };

  function ringFaults(control) {
    const holder = ringed(control) ? control : pressed(control);
    const style = getComputedStyle(holder);
    if (!ringed(holder)) return ["no ring"];
    const faults = [];
    const width = parseFloat(style.outlineWidth);
    if (width < 2 || style.outlineStyle === "dotted") faults.push(`a ring of ${style.outlineWidth} ${style.outlineStyle}`);
    const around = contrast(style.outlineColor, ground(holder.parentElement));
    const halo = style.boxShadow === "none" ? 1 : contrast(style.outlineColor, style.boxShadow.split(") ")[0]);
    if (Math.max(around, halo) < 3) faults.push(`a ring with a contrast of ${round(around)}`);

    const box = holder.getBoundingClientRect();
    const reach = width + parseFloat(style.outlineOffset);
    const ring = { left: box.left - reach, right: box.right + reach, top: box.top - reach, bottom: box.bottom + reach };
    if (ring.left < -0.5 || ring.right > root.clientWidth + 0.5) faults.push("the ring leaves the page at the side");
    if (box.height < innerHeight && (ring.top < -0.5 || ring.bottom > innerHeight + 0.5))
      faults.push(`the ring is out of view, from ${round(ring.top)} to ${round(ring.bottom)}`);
    for (let at = holder.parentElement; at && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      if (overflowX === "visible" && overflowY === "visible") continue;
      const edge = at.getBoundingClientRect();
      if (ring.left < edge.left - 0.5 || ring.right > edge.right + 0.5 || ring.top < edge.top - 0.5 || ring.bottom > edge.bottom + 0.5)
        faults.push(`the ring is cut by ${called(at)}`);
    }
    const middle = document.elementFromPoint((box.left + box.right) / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2);
    const own = middle && (holder.contains(middle) || middle.contains(holder) || middle.closest("label")?.control === control);
    if (!own && holder.getClientRects().length === 1) faults.push(`covered by ${middle ? called(middle) : "nothing"}`);
    return faults;
  }

  // Wants a Tab before it, so that the browser shows the focus of what follows.
  function focus() {
    const faults = [];
    for (const control of [...all(`${CONTROLS}, [tabindex="0"]`)]) {
      if (!control.checkVisibility({ visibilityProperty: true })) continue;
      control.focus();
      if (document.activeElement !== control) faults.push(`${called(control)} takes no focus`);
      else faults.push(...ringFaults(control).map((fault) => `${called(control)}: ${fault}`));
    }
    return faults;
  }

  // Without any colour of ours: is a chosen row drawn otherwise than the others?
  function chosenRows() {
    const drawn = (row) => {
      const { borderTopWidth, borderTopStyle, borderTopColor, outlineWidth, outlineStyle } = getComputedStyle(row);
      return [borderTopWidth, borderTopStyle, borderTopColor, outlineStyle === "none" || outlineWidth].join(" ");
    };
    const faults = [];
    for (const row of all(".option")) {
      const input = row.querySelector("input");
      input.checked = false;
      const before = drawn(row);
      input.checked = true;
      if (drawn(row) === before) faults.push(`${called(row)} looks the same chosen: ${before}`);
      if (before.startsWith("0px")) faults.push(`${called(row)} has no edge`);
      input.checked = input.defaultChecked;
    }
    return faults;
  }

  // What can be pressed or filled in: its edge or its ground stands out from what is around it.
  function shapes() {
    return all('.option, .button, select, textarea, input:not([type="hidden"], [type="radio"], [type="checkbox"])')
      .filter(visible)
      .filter((part) => {
        const around = ground(part.parentElement);
        const { borderTopColor, borderTopWidth, backgroundColor } = getComputedStyle(part);
        const edge = parseFloat(borderTopWidth) > 0 ? contrast(borderTopColor, around) : 1;
        return Math.max(edge, solid(backgroundColor) ? contrast(backgroundColor, around) : 1) < 3;
      })
      .map((part) => `${called(part)} does not stand out`);
  }

  // Parts that only their ground sets apart need an edge when grounds are taken away.
  function edges() {
    return all(".care, .note, .tip, .button, .problems").filter(visible)
      .filter((part) => parseFloat(getComputedStyle(part).borderTopWidth) < 1 || getComputedStyle(part).borderTopStyle === "none")
      .map((part) => `${called(part)} has no edge`);
  }

  function motion() {
    const faults = document.getAnimations().map((animation) => `${animation.animationName ?? "an animation"} runs`);
    const seconds = (value) => Math.max(...value.split(",").map(parseFloat));
    for (const element of [root, ...all("body, body *")]) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(element, part);
        if (style.animationName !== "none" && seconds(style.animationDuration) > 0)
          faults.push(`${called(element)}${part ?? ""} moves`);
        if (seconds(style.transitionDuration) > 0) faults.push(`${called(element)}${part ?? ""} changes slowly`);
        if (!part && style.scrollBehavior === "smooth") faults.push(`${called(element)} scrolls slowly`);
      }
    }
    return faults;
  }

  // Nothing of what a page says or holds stays in the browser.
  function stored() {
    const kept = { ...localStorage, ...sessionStorage };
    return Object.entries(kept)
      // "cleared" says that this tab was cleared, so that its Back button opens nothing.
      .filter(([name, value]) => name !== "cleared" || value !== "yes" || localStorage[name])
      .filter(([, value]) => value !== location.pathname + location.search)
      .map(([name]) => `${name} is stored`);
  }

  // Without these tags axe leaves out the contrast of level AAA and the size of targets.
  const AXE = {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    // color-contrast-enhanced asks for more of the same letters.
    rules: { "color-contrast": { enabled: false } },
    resultTypes: ["violations", "incomplete"],
    preload: false,
  };
  const MUST_RUN = ["color-contrast-enhanced", "target-size"];
  // What colours and width can change.
  const DRAWN = ["link-in-text-block", ...MUST_RUN];

  // The colour behind letters of a drawing: of the shape below them, or of what the drawing lies on.
  function behind(text) {
    text.scrollIntoView({ block: "center" });
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const painted = (hit) => hit instanceof SVGGeometryElement && solid(getComputedStyle(hit).fill);
    const shape = document.elementsFromPoint((left + right) / 2, (top + bottom) / 2).find(painted);
    return shape ? getComputedStyle(shape).fill : ground(text);
  }

  // What axe leaves to us: letters of a drawing, a sign that stands alone, and what a part that
  // scrolls hides beyond its edge, which axe sees in a wider window.
  function settled({ target, any }) {
    const element = document.querySelector(target[0]);
    const { color, fill } = getComputedStyle(element);
    if (element.closest("svg")) return contrast(fill, behind(element)) >= 7;
    const { messageKey } = any[0]?.data ?? {};
    if (messageKey === "shortTextContent") return contrast(color, ground(element)) >= 7;
    const part = element.closest('[tabindex="0"]');
    return messageKey === "elmPartiallyObscured" && part?.scrollWidth > part?.clientWidth;
  }

  async function runAxe(options) {
    const { passes, violations, incomplete } = await axe.run(document, { ...AXE, ...options });
    const ran = [...passes, ...violations, ...incomplete].map(({ id }) => id);
    const told = (rule, node) => `${rule.id}: ${node.target}: ${node.failureSummary.split("\n").at(-1).trim()}`;
    return [
      ...MUST_RUN.filter((id) => !ran.includes(id)).map((id) => `${id} did not run`),
      ...violations.flatMap((rule) => rule.nodes.map((node) => told(rule, node))),
      ...incomplete.flatMap((rule) => rule.nodes.filter((node) => !settled(node))
        .map((node) => `not sure: ${told(rule, node)}`)),
    ];
  }

  // The widest letters and lines that a reader may set (WCAG 1.4.12), without an inline style.
  const spacing = new CSSStyleSheet();
  spacing.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }" +
    "p { margin-block-end: 2em !important }",
  );
  function dress({ direction = "ltr", letters = "", spaced = false }) {
    root.dir = direction;
    root.style.fontSize = letters;
    document.adoptedStyleSheets = spaced ? [spacing] : [];
  }

  // Each of these measures as if it were the only one.
  async function take([names, worn]) {
    dress(worn);
    const found = [];
    for (const name of names) {
      document.activeElement?.blur();
      scrollTo(0, 0);
      found.push(await measure[name]());
    }
    return found;
  }

  return { openAll, take, targets, overlaps, sideways, clipped, reading, broken, tall, focus, chosenRows, shapes, edges, motion, stored, axe: runAxe, drawn: () => runAxe({ runOnly: DRAWN }) };
})();
