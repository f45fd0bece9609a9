// Exchanges the one-time token of the link, which browsers keep out of requests, for a session.
"use strict";

const token = new URLSearchParams(location.hash.slice(1)).get("token");

if (token) {
  document.getElementById("signing").hidden = false;
  history.replaceState(null, "", location.pathname);
  fetch("/console/session", { method: "POST", body: new URLSearchParams({ token }) }).then((reply) => {
    if (reply.ok) {
      location.replace("/console");
    } else {
      document.getElementById("signing").hidden = true;
      document.getElementById("refused").hidden = false;
    }
  });
}
