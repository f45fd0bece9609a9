// The explorer's small comforts: a copy button, Ctrl and Enter in a field, and faults told to screen readers.
"use strict";

const form = document.getElementById("call");

function show() {
  // Only a browser that lets pages write to the clipboard is offered it.
  if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  for (const note of document.querySelectorAll(".note[aria-live]")) {
    const field = document.getElementById(note.id.replace("note-", "field-"));
    if (field !== null) field.setAttribute("aria-invalid", note.querySelector(".bad") !== null);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button === null) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = button.dataset.done;
});

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.getElementById("send").click();
  }
});

// The button is off while a call is under way, which takes the focus from it.
const send = document.getElementById("send");
let pressed = false;
form.addEventListener("htmx:beforeRequest", () => { pressed = document.activeElement === send; });
form.addEventListener("htmx:afterRequest", (event) => {
  if (pressed && document.activeElement === document.body) send.focus();
  document.getElementById("unreachable").hidden = event.detail.successful;
});

// Whatever was swapped in: htmx tells of it at the element that asked, which may be gone by then.
new MutationObserver(show).observe(document.querySelector(".explorer"), { childList: true, subtree: true });

// On a phone the answer is below the form.
const response = document.getElementById("response");
new MutationObserver(() => {
  if (response.getBoundingClientRect().top > innerHeight * 0.8) response.scrollIntoView();
}).observe(response, { childList: true });

show();
document.querySelector(".choose [aria-current]")?.scrollIntoView({ block: "nearest" });
