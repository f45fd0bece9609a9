"""The one reason for which a connector never writes a hand-over: it has no form for this carrier."""


class Unsendable(Exception):
    """It can never be written for this carrier; `code` is the catalogue's word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
