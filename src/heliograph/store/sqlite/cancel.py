"""Withdraws messages at their sender's wish: whole ones only, of which nothing was handed over."""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from heliograph.sms.events import Cancelled
from heliograph.sms.message import State, segment_state
from heliograph.store.port import Nonce
from heliograph.store.sqlite.accept import burn
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.work import Work


class Wish(msgspec.Struct, frozen=True, gc=False):
    """What an account wants withdrawn."""

    account: str
    ids: Sequence[int]
    nonce: Nonce | None = None


Cancel: TypeAlias = Command[Wish]


def cancel(work: Work, directory: Directory, commands: Sequence[Cancel]) -> None:
    """Each message in turn; it is asked and withdrawn in one transaction, so that no claim comes between."""
    work.load({message_id for command in commands for message_id in command.payload.ids})
    for command in commands:
        command.answer = [_withdraw(work, command.payload.account, message_id) for message_id in command.payload.ids]
    work.flush()
    burn(work, [command.payload.nonce for command in commands if command.payload.nonce is not None])


def _withdraw(work: Work, account: str, message_id: int) -> bool:
    message = work.messages.get(message_id)
    if message is None or message.account != account:
        return False
    if any(segment_state(segment) is not State.ACCEPTED or segment.attempts for segment in message.life.segments):
        return False
    for segment in message.life.segments:
        work.apply(message_id, Cancelled(segment.number))
    return True
