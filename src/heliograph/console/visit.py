"""One request of somebody who is signed in, as the pages see it: what they ask, and who they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from heliograph.console.frame import Frame, Reader
from heliograph.console.ports import ConsolePorts
from heliograph.console.sign_in import Session
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.operations.heliograph_2026_11_01 import VERSION

#: HTTP statuses of pages that say why an operation refused; any other code is the reader's doing.
_STATUSES = {"NoPermission": 403, "DATA_NOT_EXIST": 404, "ServiceUnavailable": 503, "InternalError": 500}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request."""

    request: Request
    session: Session
    reader: Reader
    ports: ConsolePorts
    frame: Frame
    names: Mapping[str, str]
    """What stands for the names in the route's path, decoded."""
    query: Mapping[str, str]
    form: Mapping[str, str]
    """The fields of a form that was sent; of one that came twice, the last."""
    is_signed_in: Callable[[], bool]
    """Whether the session lives still: a stream of events outlasts the moment it was asked for."""

    @property
    def is_part(self) -> bool:
        """Whether htmx asks, which wants a part of the page instead of the whole."""
        return bool(self.request.header("hx-request")) and not self.request.header("hx-boosted")

    def say(self, text: str, **values: object) -> str:
        """A text in the reader's language."""
        return self.reader.words(text, **values)

    def may(self, action: str) -> bool:
        """Whether the reader's policies allow an action: for what a page offers. What it does is asked again."""
        return self.reader.may(action)

    async def ask(self, action: str, parameters: Mapping[str, str], version: str = VERSION) -> Mapping[str, Any]:
        """Call an operation as the reader; what is empty is not sent. A refusal is told by `ResponseCode`."""
        return await self.ports.dispatch(
            self.session.credential,
            version,
            action,
            {name: value for name, value in parameters.items() if value},
            peer=self.request.peer,
            secure=self.request.secure,
        )

    async def ask_if_allowed(self, action: str, parameters: Mapping[str, str]) -> Mapping[str, Any]:
        """The same of an operation of Heliograph's own, for a part of a page that is left out where there is nothing
        to show: empty where the policies do not let ask, or the operation refuses."""
        if not self.may(f"heliograph:{action}"):
            return {}
        found = await self.ask(action, parameters)
        return found if found["ResponseCode"] == "OK" else {}

    def page(self, template: str, status: int = 200, **shown: Any) -> Response:
        """A page, or a part of one, drawn for the reader."""
        return self.frame.page(template, self.reader, status, **shown)

    def refusal(self, found: Mapping[str, Any]) -> Response | None:
        """The page that says why an operation refused; None where it did not."""
        code = found.get("ResponseCode", "OK")
        if code == "OK":
            return None
        says = found.get("ResponseDescription", "")
        return self.page("refusal.html", _STATUSES.get(code, 400), title=code, code=code, says=says)
