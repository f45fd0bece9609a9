// Keeps the first page of the list live: new rows on top, changed rows in place. Without it the page reads the same.
"use strict";

const ROWS_MAX = 200;
const rows = document.getElementById("rows");
const live = document.getElementById("live");

function place(changed) {
  // The newest comes first in the event; put the oldest in first so that the newest ends on top.
  for (const { id, html } of changed.reverse()) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    const row = template.content.firstElementChild;
    const known = document.getElementById("m" + id);
    if (known === null) {
      row.classList.add("new");
      rows.prepend(row);
    } else if (known.outerHTML !== row.outerHTML) {
      known.replaceWith(row);
    }
  }
  while (rows.children.length > ROWS_MAX) rows.lastElementChild.remove();
  document.getElementById("empty").hidden = rows.children.length > 0;
}

if (rows !== null && rows.dataset.live) {
  const source = new EventSource(rows.dataset.live);
  source.addEventListener("open", () => { live.hidden = false; });
  source.addEventListener("error", () => { live.hidden = true; });
  source.addEventListener("rows", (event) => place(JSON.parse(event.data)));
}
