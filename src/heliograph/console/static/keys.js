// Keys for people who keep their hands on them; the dialog that `?` opens tells which. Off inside fields, or altogether.
"use strict";

const dialog = document.getElementById("keys");
const switched = document.getElementById("keys-on");
const OFF = "heliograph-keys-off";
let pending = "";

switched.checked = localStorage.getItem(OFF) === null;
switched.addEventListener("change", () => {
  if (switched.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});

function inField(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

const ACTIONS = {
  "?": () => (dialog.open ? dialog.close() : dialog.showModal()),
  "/": () => document.querySelector("[data-search]")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  t: () => document.querySelector("[data-theme-button]").click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && inField(event.target)) event.target.blur();
  if (inField(event.target)) return;
  // The sheet itself opens always: it is where keys are switched on again.
  if (event.key !== "?" && !switched.checked) return;
  if (pending === "g") {
    pending = "";
    const page = document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`);
    if (page !== null) {
      event.preventDefault();
      page.click();
    }
    return;
  }
  if (event.key === "g") {
    pending = "g";
    setTimeout(() => { pending = ""; }, 1500);
    return;
  }
  // A page's own keys: any link or button that names one.
  const own = document.querySelector(`main [data-press="${CSS.escape(event.key)}"]`);
  const action = own !== null ? () => own.click() : ACTIONS[event.key];
  if (action !== undefined) {
    event.preventDefault();
    action();
  }
});
