"""Decides who may bind: the right password, from the right place, and not too often with a wrong one."""

import asyncio
from collections.abc import Callable

from heliograph.identity.smpp_credential import SmppCredential, is_password
from heliograph.operations.smpp_credentials import SmppCredentials
from heliograph.smpp.pdu import ESME_RBINDFAIL, ESME_RINVPASWD, Bind
from heliograph.smpp_in.guard import BindGuard
from heliograph.sms.clock import Clock

#: Passwords that are tried at a time; each takes a core for some 40 ms. More wait their turn, up to the second number.
TRIED_AT_ONCE = 1
WAITING_MAX = 64


class Admission:
    """Of one door. `is_suspended` says of an account whether its calls are refused."""

    def __init__(self, credentials: SmppCredentials, is_suspended: Callable[[str], bool], clock: Clock) -> None:
        self._credentials = credentials
        self._is_suspended = is_suspended
        self._clock = clock
        self._guard = BindGuard()
        self._turn = asyncio.Semaphore(TRIED_AT_ONCE)
        self._waiting = 0

    async def admit(self, pdu: Bind, address: str) -> SmppCredential | int:
        """The credential that the bind is of, or the command_status that it is refused with.

        An unknown system_id and a wrong password are answered alike, after as long a time: ESME_RINVPASWD. All other
        reasons, told to nobody without the password but that there were too many failures, are ESME_RBINDFAIL.
        """
        now = self._clock.steady_ms()
        if self._waiting >= WAITING_MAX or not self._guard.lets(address, pdu.system_id, now):
            return ESME_RBINDFAIL
        credential = self._credentials.find(pdu.system_id)
        self._waiting += 1
        try:
            async with self._turn:
                right = await asyncio.to_thread(is_password, pdu.password, credential)
        finally:
            self._waiting -= 1
        if not right or credential is None:
            self._guard.failed(address, pdu.system_id, now)
            return ESME_RINVPASWD
        self._guard.succeeded(address, pdu.system_id)
        if self._is_suspended(credential.account) or not credential.may_bind_from(address):
            return ESME_RBINDFAIL
        # It may have been ended or made anew while the password was tried.
        return credential if self._credentials.find(pdu.system_id) is credential else ESME_RBINDFAIL
