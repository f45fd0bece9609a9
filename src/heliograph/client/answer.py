"""Reads what the server said: an answer, or an error with its code and advice."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from heliograph.http import Response

#: The code of a reply that is not the API's, for instance of a proxy in between.
UNREADABLE = "UnreadableReply"


class ApiError(Exception):
    """The server refused the call, or something else answered in its place."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        request_id: str = "",
        status: int = 0,
        recommend: str = "",
        retry_after_ms: int = 0,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        """As the API's error documents have it, such as `SignatureDoesNotMatch`; or `UNREADABLE`."""
        self.message = message
        self.request_id = request_id
        self.status = status
        """The HTTP status."""
        self.recommend = recommend
        """The address of a page that explains the code, or empty."""
        self.retry_after_ms = retry_after_ms
        """With throttling: milliseconds to wait before another try; 0 when the server named none."""


class Answer(Mapping[str, Any]):
    """The document of a reply with status 200. A `ResponseCode` other than `OK` in it is a refusal by the operation."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    @property
    def request_id(self) -> str:
        """The id under which the server's log knows the call; empty when the reply has none."""
        return str(self._document.get("RequestId", ""))

    def __getitem__(self, name: str) -> Any:
        return self._document[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._document)

    def __len__(self) -> int:
        return len(self._document)

    def __repr__(self) -> str:
        return f"Answer({dict(self._document)!r})"


def read_answer(response: Response) -> Answer:
    """The answer in a reply. Raises `ApiError` for every status but 200, and for a body that is no JSON object."""
    document = _document(response.body)
    if document is None or (response.status != 200 and not document.get("Code")):
        kind = response.content_type or "of no stated type"
        raise ApiError(
            UNREADABLE,
            f"The reply has status {response.status}, is {kind} and no document of the API; "
            "something else may have answered.",
            status=response.status,
        )
    if response.status == 200:
        return Answer(document)
    raise ApiError(
        str(document["Code"]),
        str(document.get("Message", "")),
        request_id=str(document.get("RequestId", "")),
        status=response.status,
        recommend=str(document.get("Recommend", "")),
        retry_after_ms=_retry_after_ms(response),
    )


def _document(body: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _retry_after_ms(response: Response) -> int:
    # In milliseconds, and the only such header that the SDKs read (spec: api §2.7).
    for name, value in response.headers:
        if name.lower() == "x-acs-retry-after" and value.isascii() and value.isdigit():
            return int(value)
    return 0
