"""A secret that does not show itself."""


class Secret:
    """Text that only `reveal()` gives away: `repr`, `str` and formatting show `(hidden)`, or `(none)` when empty.

    False when empty, equal by value. Not a `str`: to pass it where text is wanted is a type error, and no leak.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return "(hidden)" if self._text else "(none)"
