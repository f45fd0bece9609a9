"""Short-lived credentials of somebody whom another door knows, for one call that is signed like any other.

The explorer's Call goes the way of an SDK's: it needs a key to sign with. A browser has none, and the secret of a
user's own key is not the console's to use. So the user is lent a triple that ends with the call; nothing is stored.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from heliograph.identity.credential import Credential
from heliograph.identity.ids import Choose, new_session_key_id, new_session_secret
from heliograph.identity.table import Credentials
from heliograph.identity.token import TokenRefused

#: Longer than the front waits for a reply.
LIFE_MS = 60_000

#: As many calls at a time as people could wait for; of more, the oldest lose theirs.
LENT_MAX = 1024


class LentCredentials:
    """`Credentials` that knows what it has lent, and asks `credentials` for all others."""

    def __init__(self, credentials: Credentials, choose: Choose) -> None:
        self._credentials = credentials
        self._choose = choose
        self._lent: OrderedDict[str, tuple[int, Credential]] = OrderedDict()

    @contextmanager
    def lend(self, holder: Credential, now: int) -> Iterator[Credential]:
        """A triple that acts as `holder` until the block ends, and for at most `LIFE_MS` from `now`, UTC milliseconds.

        It may do what the holder's policies allow when it is used, neither more nor less.
        """
        lent = replace(
            holder,
            access_key_id=new_session_key_id(self._choose),
            secret=new_session_secret(self._choose),
            security_token=new_session_secret(self._choose),
        )
        self._lent[lent.access_key_id] = now + LIFE_MS, lent
        while len(self._lent) > LENT_MAX:
            self._lent.popitem(last=False)
        try:
            yield lent
        finally:
            self._lent.pop(lent.access_key_id, None)

    def find(self, access_key_id: str) -> Credential | None:
        """See `Credentials`."""
        return self._credentials.find(access_key_id)

    def find_session(self, access_key_id: str, security_token: str, now: int) -> Credential | TokenRefused:
        """See `Credentials`. Of what was lent, whether the token is its own is checked by the gateway."""
        found = self._lent.get(access_key_id)
        if found is None:
            return self._credentials.find_session(access_key_id, security_token, now)
        expires, lent = found
        return lent if now < expires else TokenRefused.EXPIRED

    def used(self, access_key_id: str, now: int) -> None:
        """See `Credentials`. What was lent is no key of anybody's, so its use is not kept."""
        self._credentials.used(access_key_id, now)
