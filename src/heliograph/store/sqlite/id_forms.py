"""Matches receipts of carriers whose form of ids is learnt (`sms.id_form`), and keeps what was learnt as a record."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator

import msgspec

from heliograph.sms.id_form import Learnt, after_match, receipt_keys, response_keys
from heliograph.sms.message import Message
from heliograph.sms.receipt import IdForm
from heliograph.store.port import Receipt
from heliograph.store.sqlite.directory import Directory, Entry, Seen

#: The kind of the records that it is kept in, by carrier.
KIND = "id_form"

_READ = "SELECT key, body FROM record WHERE kind = ? AND account = ''"
_KEEP = (
    "INSERT INTO record (kind, account, key, body, revision) VALUES (?, '', ?, ?, 1) "
    "ON CONFLICT (kind, account, key) DO UPDATE SET body = excluded.body, revision = record.revision + 1"
)

_decode = msgspec.json.Decoder(Learnt).decode


class IdForms:
    """What is known of the carriers that learn; of any other there is nothing to know."""

    def __init__(self, learns: Callable[[str], bool] = lambda carrier: False) -> None:
        self.learns = learns
        """Whether the carrier's form is learnt."""
        self._learnt: dict[str, Learnt] = {}
        self._newly: list[str] = []

    def read(self, connection: sqlite3.Connection) -> None:
        """Take up what an earlier process has learnt."""
        self._learnt = {carrier: _decode(body) for carrier, body in connection.execute(_READ, (KIND,))}

    def newly_learnt(self) -> list[str]:
        """The carriers whose form was learnt since this was asked last."""
        found, self._newly = self._newly, []
        return found

    # --- receipts ---

    def keys_of(self, receipts: Iterable[Receipt]) -> Iterator[tuple[str, str]]:
        """Under which (carrier, key) these receipts' messages may be."""
        for receipt in receipts:
            if not self.learns(receipt.carrier):
                yield receipt.carrier, receipt.key
                continue
            for key in response_keys(receipt.key).values():
                yield receipt.carrier, key

    def owner_of(self, directory: Directory, connection: sqlite3.Connection, receipt: Receipt) -> Entry | None:
        """The row that an attempt has and that this receipt is for; notes what it tells of the form.

        With two messages that may be meant there is none: nothing is guessed.
        """
        if not self.learns(receipt.carrier):
            return directory.owner_of(receipt)
        learnt = self._learnt.get(receipt.carrier, Learnt())
        keys = response_keys(receipt.key)
        if learnt.form is not None and learnt.form in keys:
            owner = directory.owner_of(msgspec.structs.replace(receipt, key=keys[learnt.form]))
            if owner is not None:
                return owner
        found = {
            form: owner
            for form, key in keys.items()
            if (owner := directory.owner_of(msgspec.structs.replace(receipt, key=key))) is not None
        }
        if len({(one.message, one.segment, one.attempt) for one in found.values()}) != 1:
            return None
        form, owner = next(iter(found.items()))
        if not receipt.to or not owner.recipient:
            return owner if form is IdForm.STRIPPED else None
        if len(keys) > 1 and len(found) == 1:
            self._note(connection, receipt.carrier, form)
        return owner

    # --- responses ---

    def waiting_keys(self, carrier: str, key: str) -> list[tuple[str, str]]:
        """Under which (carrier, key) receipts may wait for the message of a response."""
        if not self.learns(carrier):
            return [(carrier, key)]
        return [(carrier, one) for one in receipt_keys(key).values()]

    def bind(
        self,
        directory: Directory,
        connection: sqlite3.Connection,
        message: Message,
        segment: int,
        attempt: int,
        carrier: str,
        key: str,
    ) -> list[Seen]:
        """As `Directory.bind`, and where nothing waits under the key itself, what waits under the other forms of it."""
        waiting = directory.bind(message, segment, attempt, carrier, key)
        if waiting or not self.learns(carrier):
            return waiting
        keys = receipt_keys(key)
        others = [
            (form, entry)
            for form, one in keys.items()
            if form is not IdForm.STRIPPED and (entry := directory.waits_for(message, segment, attempt, carrier, one))
        ]
        if len(others) != 1:
            return []
        form, entry = others[0]
        self._note(connection, carrier, form)
        directory.give(entry, message, segment, attempt)
        directory.share(entry, carrier, key)
        return entry.receipts

    def _note(self, connection: sqlite3.Connection, carrier: str, form: IdForm) -> None:
        learnt = self._learnt.get(carrier, Learnt())
        after = after_match(learnt, form)
        if after != learnt:
            self._learnt[carrier] = after
            if after.form is not None and after.form is not learnt.form:
                self._newly.append(carrier)
            connection.execute(_KEEP, (KIND, carrier, msgspec.json.encode(after)))


#: Where every carrier's form is set.
NO_FORMS = IdForms()
