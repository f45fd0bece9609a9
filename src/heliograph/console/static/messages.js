// Keeps the list live without moving what is read, completes what is typed, and lets a drag choose a time. Without it the
// page reads the same.
"use strict";

(() => {
  const ROWS_MAX = 200;
  const rows = document.getElementById("rows");
  const list = document.getElementById("list");
  const empty = document.getElementById("empty");
  const live = document.getElementById("live");
  const pause = document.getElementById("pause");
  const fresh = document.getElementById("fresh");

  // --- new and changed rows ---

  // Rows that wait above: the newest last. Of an older page it is only their number that counts.
  const held = new Map();
  let paged = false;
  let over = false;
  let baseline = true;

  const reading = () =>
    paged || over || pause?.getAttribute("aria-pressed") === "true" ||
    list.getBoundingClientRect().top < 0 || rows.contains(document.activeElement);

  function element(html) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  }

  function put(id, html) {
    const row = element(html);
    row.classList.add("new");
    rows.prepend(row);
    held.delete(id);
  }

  let says = 0;
  function tell() {
    // Those who listen are told of many at once, not of each.
    clearTimeout(says);
    says = setTimeout(() => {
      fresh.hidden = held.size === 0;
      const text = fresh.dataset.says.replace("{count}", held.size);
      if (held.size > 0 && fresh.textContent !== text) fresh.textContent = text;
    }, fresh.hidden ? 0 : 1000);
  }

  function release() {
    for (const [id, html] of [...held]) put(id, html);
    while (rows.children.length > ROWS_MAX) rows.lastElementChild.remove();
    list.hidden = rows.children.length === 0;
    empty.hidden = !list.hidden;
    tell();
  }

  let drawn = 0;
  function redraw() {
    const strip = document.getElementById("strip");
    if (strip === null || drawn !== 0) return;
    // Not at each message: a strip is read, too, and costs a count.
    drawn = setTimeout(() => {
      drawn = 0;
      if (strip.querySelector("details[open], .chosen") === null && !document.hidden) htmx.trigger(strip, "refresh");
    }, 3000);
  }

  function take(changed) {
    // The newest comes first in the event; the oldest goes in first, so that the newest ends on top.
    for (const { id, html } of changed.reverse()) {
      const known = document.getElementById("m" + id);
      if (known === null) {
        if (!(paged && baseline)) held.set(id, html);
      } else if (known.outerHTML !== element(html).outerHTML) {
        const focused = known.contains(document.activeElement);
        const row = element(html);
        known.replaceWith(row);
        if (focused) row.querySelector("[data-row]")?.focus();
      }
    }
    if (!baseline) redraw();
    baseline = false;
    if (reading()) tell();
    else release();
  }

  if (rows !== null && rows.dataset.live) {
    paged = "paged" in rows.dataset;
    const source = new EventSource(rows.dataset.live);
    source.addEventListener("open", () => {
      if (live !== null) live.hidden = false;
      if (pause !== null) pause.hidden = false;
    });
    source.addEventListener("error", () => { if (live !== null) live.hidden = true; });
    source.addEventListener("rows", (event) => take(JSON.parse(event.data)));
    list.addEventListener("pointerenter", (event) => { over = event.pointerType === "mouse"; });
    list.addEventListener("pointerleave", () => {
      over = false;
      if (!reading()) release();
    });
    addEventListener("scroll", () => { if (held.size > 0 && !reading()) release(); }, { passive: true });
    pause?.addEventListener("click", () => {
      pause.setAttribute("aria-pressed", String(pause.getAttribute("aria-pressed") !== "true"));
      if (!reading()) release();
    });
    fresh.addEventListener("click", () => {
      if (paged) {
        location.assign(fresh.dataset.first);
        return;
      }
      release();
      list.scrollIntoView({ block: "start" });
    });
  }

  // --- the word that is typed ---

  const input = document.getElementById("q");
  const suggestions = document.getElementById("suggestions");
  const fields = [...document.querySelectorAll("[data-field]")];

  function option(value, label) {
    const one = document.createElement("option");
    one.value = value;
    one.textContent = label;
    return one;
  }

  function suggest() {
    const before = input.value.slice(0, input.value.length - input.value.match(/\S*$/)[0].length);
    const word = input.value.slice(before.length);
    const sign = word.startsWith("-") ? "-" : "";
    const [name, ...value] = word.slice(sign.length).split(":");
    const says = (row) => row.cells[1].textContent;
    if (value.length === 0) {
      const meant = fields.filter((row) => row.dataset.field.startsWith(name.toLowerCase()));
      suggestions.replaceChildren(...meant.map((row) => option(`${before}${sign}${row.dataset.field}:`, says(row))));
      return;
    }
    const row = fields.find((one) => one.dataset.field === name.toLowerCase());
    const words = row === undefined || !row.dataset.words ? [] : row.dataset.words.split(" ");
    const last = value.join(":").split(",");
    const begun = last.pop();
    const kept = last.map((one) => one + ",").join("");
    const meant = words.filter((one) => one.toLowerCase().startsWith(begun.toLowerCase()));
    suggestions.replaceChildren(...meant.map((one) => option(`${before}${sign}${name}:${kept}${one}`, says(row))));
  }

  if (input !== null) input.addEventListener("input", suggest);

  // --- a time chosen by a drag ---

  let from = null;

  function stretch(event, svg) {
    const box = svg.getBoundingClientRect();
    const count = svg.dataset.edges.split(" ").length - 1;
    return Math.min(Math.max(Math.floor(((event.clientX - box.left) / box.width) * count), 0), count - 1);
  }

  const barsOf = (event) => event.target.closest?.("svg.bars") ?? null;

  document.addEventListener("pointerdown", (event) => {
    const svg = barsOf(event);
    if (svg !== null && event.button === 0) from = { svg, at: stretch(event, svg) };
  });
  document.addEventListener("dragstart", (event) => { if (barsOf(event) !== null) event.preventDefault(); });
  document.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const [low, high] = [from.at, stretch(event, from.svg)].sort((a, b) => a - b);
    let mark = from.svg.querySelector(".chosen");
    if (mark === null) {
      mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      mark.setAttribute("class", "chosen");
      mark.setAttribute("height", "60");
      from.svg.prepend(mark);
    }
    mark.setAttribute("x", String(low * 10));
    mark.setAttribute("width", String((high - low + 1) * 10));
  });
  document.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const { svg, at } = from;
    from = null;
    const [low, high] = [at, stretch(event, svg)].sort((a, b) => a - b);
    if (low === high) {
      svg.querySelector(".chosen")?.remove();
      return;
    }
    // The click that ends a drag on a bar must not open that bar.
    addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    const edges = svg.dataset.edges.split(" ");
    const query = `${svg.dataset.untimed} after:${edges[low]} before:${edges[high + 1]}`.trim();
    location.assign(`/console?${new URLSearchParams({ q: query })}`);
  });
})();
