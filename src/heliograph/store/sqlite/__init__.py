"""The embedded store: one SQLite file, one process, one synced write transaction for whatever waits.

In: the calls of `store.port`. Out: what they promise. The files follow a call: `store` (the door) → `bounds` (may it
wait?) → `group_commit` (what waits becomes one transaction) → a kind each (`receipts`, `settle`, `wake`, `accept`,
`claim`, `inbound`) → `work` (the messages of the transaction, stepped and written once) → `connections`. `reads` beside
it; `recover` for what a former process or a failed commit left behind.
Not here: rules about states (they are `sms.lifecycle`), HTTP, SMPP. Errors of `sqlite3` do not leave this folder.
"""

from heliograph.store.sqlite.bounds import Bounds
from heliograph.store.sqlite.lock import InUse
from heliograph.store.sqlite.migrate import NewerSchema
from heliograph.store.sqlite.store import SqliteMessageStore

__all__ = ["SqliteMessageStore", "Bounds", "InUse", "NewerSchema"]
