"""The ids and secrets that identities are given, in the shapes of the cloud's: a program that checks them takes ours.

Source: captures and samples of the RAM and STS references. The randomness is passed in.
"""

from collections.abc import Callable
from typing import TypeAlias

#: Picks one character of a text; a secret needs one that nobody can foresee, such as `secrets.choice`.
Choose: TypeAlias = Callable[[str], str]

DIGITS = "0123456789"
#: Without those that are mistaken for one another when they are read out.
LETTERS_AND_DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"

KEY_PREFIX = "LTAI"
#: Of the key id of a role's session.
SESSION_PREFIX = "STS."


def new_account_id(choose: Choose) -> str:
    """16 digits, the first of them 1."""
    return "1" + _text(choose, DIGITS, 15)


def new_user_id(choose: Choose) -> str:
    """18 digits, the first of them 2."""
    return "2" + _text(choose, DIGITS, 17)


def new_role_id(choose: Choose) -> str:
    """18 digits, the first of them 3."""
    return "3" + _text(choose, DIGITS, 17)


def new_group_id(choose: Choose) -> str:
    """`g-` and 16 letters and digits."""
    return "g-" + _text(choose, LETTERS_AND_DIGITS, 16)


def new_access_key_id(choose: Choose) -> str:
    """`LTAI` and 20 letters and digits."""
    return KEY_PREFIX + _text(choose, LETTERS_AND_DIGITS, 20)


def new_access_key_secret(choose: Choose) -> str:
    """30 letters and digits: 174 bits."""
    return _text(choose, LETTERS_AND_DIGITS, 30)


def new_session_key_id(choose: Choose) -> str:
    """`STS.` and 25 letters and digits."""
    return SESSION_PREFIX + _text(choose, LETTERS_AND_DIGITS, 25)


def new_session_secret(choose: Choose) -> str:
    """44 letters and digits."""
    return _text(choose, LETTERS_AND_DIGITS, 44)


def _text(choose: Choose, alphabet: str, length: int) -> str:
    return "".join(choose(alphabet) for _ in range(length))
