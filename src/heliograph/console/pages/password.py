"""The own password, changed."""

from heliograph.console.frame import go
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.http.response import Response
from heliograph.operations import ram_2015_05_01


async def show(visit: Visit) -> Response:
    """The form."""
    if not visit.session.has_password:
        return visit.page("missing.html", 404, title="Not here")
    return _form(visit)


async def change(visit: Visit) -> Response:
    """Set the new password; the session ends with the old one, so that the next page asks for the new one."""
    form = visit.form
    if form.get("new") != form.get("again"):
        return _form(visit, visit.say("The two new passwords are not the same."))
    sent = {"OldPassword": form.get("old", ""), "NewPassword": form.get("new", "")}
    found = await visit.ask("ChangePassword", sent, ram_2015_05_01.VERSION)
    if found.get("ResponseCode", "OK") != "OK":
        return _form(visit, found["ResponseDescription"])
    return go("/console")


def _form(visit: Visit, refusal: str = "") -> Response:
    return visit.page(
        "password.html",
        400 if refusal else 200,
        title="Change the password",
        refusal=refusal,
        must=visit.session.must_change(),
    )


ROUTES = (Route("GET", "password", show), Route("POST", "password", change))
