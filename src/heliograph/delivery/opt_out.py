"""Makes the change of a block list that an inbound message asks for."""

from collections.abc import Callable
from typing import TypeAlias

from heliograph.carriers.port import Wrote
from heliograph.sms.block_list import BlockChange, Source
from heliograph.sms.data_coding import text_of
from heliograph.sms.msisdn import NumberBook
from heliograph.sms.opt_out import Keywords, Wish, wish_of

#: Whose recipient said it: from the carrier's name and the number that the message was sent to; empty where nobody's.
AccountOf: TypeAlias = Callable[[str, str], str]


class OptOuts:
    """The keywords, and the accounts that they are said to."""

    def __init__(self, keywords: Keywords, account_of: AccountOf, numbers: NumberBook) -> None:
        """`numbers` brings a handset's number to the form that messages are sent to, where a plan knows it."""
        self._keywords = keywords
        self._account_of = account_of
        self._numbers = numbers

    def change(self, carrier: str, wrote: Wrote) -> BlockChange | None:
        """What the message changes; None for one that is no keyword, or comes from no number, or is said to nobody.

        A part of a longer message says nothing for itself.
        """
        text = text_of(wrote.octets, wrote.data_coding) if wrote.total == 1 else None
        wish = wish_of(text or "", self._keywords)
        if wish is None or not (wrote.source.isascii() and wrote.source.isdigit()):
            return None
        destination = wrote.destination.removeprefix("+")
        account = self._account_of(carrier, destination)
        if not account:
            return None
        sender = "" if wish is Wish.STOP_ALL else destination
        found = self._numbers.find(wrote.source)
        number = found.digits if found is not None else wrote.source
        return BlockChange(account, sender, (number,), wish is not Wish.START, Source.RECIPIENT)
