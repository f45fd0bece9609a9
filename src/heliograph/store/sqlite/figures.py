"""What the store counts, by its names in the metrics."""

from collections import Counter
from collections.abc import Callable, Mapping

from heliograph.store.sqlite.work import FAILOVER
from heliograph.telemetry.metrics import Metrics

#: What a transaction counts → the metric and what it means.
_COUNTED: Mapping[str, tuple[str, str]] = {
    "stray": ("heliograph_strays_total", "Events that fitted no rule of a message's life."),
    "unknown": ("heliograph_unknown_messages_total", "Events for messages that do not exist."),
    "doubted": ("heliograph_messages_in_doubt_total", "Hand-overs whose outcome could not be known."),
    "resent": ("heliograph_resent_total", "Segments sent again after a doubt: the recipient may get them twice."),
    "withdrawn": ("heliograph_withdrawn_total", "Messages cancelled because their accept was answered with an error."),
    "early_receipt": ("heliograph_receipts_early_total", "Receipts that came before the response with their id."),
    "receipt_orphan": ("heliograph_receipts_unmatched_total", "Receipts that found no hand-over and wait for one."),
    "orphan_forgotten": ("heliograph_receipts_forgotten_total", "Receipts that matched no message until their time."),
    "receipt_rematched": ("heliograph_receipts_rematched_total", "Waiting receipts that settled a doubt."),
    "receipt_repeated": ("heliograph_receipts_repeated_total", "Receipts that said what an earlier one had said."),
    "receipt_disputed": ("heliograph_receipts_disputed_total", "Receipts whose recipient is not their message's."),
    "ambiguous": ("heliograph_receipts_ambiguous_total", "Doubts with more than one receipt that could be theirs."),
    "told_replaced": (
        "heliograph_told_replaced_total",
        "Reports given up that a correction has replaced.",
    ),
    "inbound": ("heliograph_inbound_stored_total", "Inbound messages stored."),
    "opted_out": ("heliograph_opt_outs_total", "Inbound messages that said STOP."),
    "opted_in": ("heliograph_opt_ins_total", "Inbound messages that said START."),
}

#: Counts of messages over a limit begin so; the limit's name follows.
REFUSED = "refused_"

#: Upper ends of the classes in which batches are counted, in rows.
_CLASSES = (1, 8, 32, 128, 512)


class Figures:
    """The counters of one store."""

    def __init__(self, metrics: Metrics) -> None:
        self._counted = {key: metrics.counter(name, text) for key, (name, text) in _COUNTED.items()}
        self._over_limit = metrics.counter(
            "heliograph_sends_refused_total",
            "Messages that were not stored, by the limit that refused them.",
            ("limit",),
        )
        self._failovers = metrics.counter(
            "heliograph_failovers_total",
            "Messages that went on from a carrier to another, by why.",
            ("from", "to", "reason"),
        )
        self._commits = metrics.counter(
            "heliograph_store_commits_total", "Synced transactions, by where they were committed.", ("where",)
        )
        self._rows = metrics.counter("heliograph_store_rows_total", "Rows of calls committed, by kind.", ("kind",))
        self._batches = metrics.counter(
            "heliograph_store_batches_total", "Synced transactions by how many rows of calls they carried.", ("rows",)
        )
        self._failures = metrics.counter("heliograph_store_failures_total", "Transactions that failed.")
        self._refused = metrics.counter(
            "heliograph_store_refused_total", "Accepts refused because a bound was reached, by which.", ("bound",)
        )
        self._seconds = {"statements": 0.0, "sync": 0.0, "checkpoint": 0.0}
        metrics.gauge(
            "heliograph_store_seconds_total", "Time spent writing, by what for.", self._spent_by_part, ("part",)
        )

    def watch(self, metrics: Metrics, backlog: Callable[[], Mapping[str, int]], wait: Callable[[], float]) -> None:
        """Show the length of each lane's queue and what a new call would wait."""
        metrics.gauge(
            "heliograph_queue_depth",
            "Segments waiting to be handed over.",
            lambda: {(lane,): float(depth) for lane, depth in backlog().items()},
            ("lane",),
        )
        metrics.gauge(
            "heliograph_store_wait_seconds", "What a new call would wait for its commit.", lambda: {(): wait()}
        )

    def watch_told(self, metrics: Metrics, told: Callable[[], Mapping[tuple[str, str], int]]) -> None:
        """Show how much there is to tell each subscriber, and what was given up."""

        def of(which: str) -> Mapping[tuple[str, ...], float]:
            return {(name,): float(count) for (name, kept), count in told().items() if kept == which}

        metrics.gauge(
            "heliograph_told_waiting", "What subscribers must still be told.", lambda: of("undone"), ("subscriber",)
        )
        metrics.gauge("heliograph_told_dead", "What was given up and is kept.", lambda: of("dead"), ("subscriber",))

    def counted(self, counts: Counter[str]) -> None:
        """Add what a durable transaction has counted."""
        for key, number in counts.items():
            if key in self._counted:
                self._counted[key].add(number)
            elif key.startswith(FAILOVER):
                self._failovers.add(number, *key.removeprefix(FAILOVER).split(" "))
            else:
                self._over_limit.add(number, key.removeprefix(REFUSED))

    def committed(self, where: str, rows: Mapping[str, int]) -> None:
        """Count a synced transaction and its rows by kind."""
        self._commits.add(1, where)
        total = 0
        for kind, number in rows.items():
            self._rows.add(number, kind)
            total += number
        upper = next((str(end) for end in _CLASSES if total <= end), "more")
        self._batches.add(1, upper)

    def failed(self) -> None:
        """Count a transaction that failed."""
        self._failures.add()

    def refused(self, bound: str) -> None:
        """Count an accept that was refused."""
        self._refused.add(1, bound)

    def spent(self, part: str, seconds: float) -> None:
        """Add time spent on `statements`, `sync` or `checkpoint`."""
        self._seconds[part] += seconds

    def _spent_by_part(self) -> Mapping[tuple[str, ...], float]:
        return {(part,): seconds for part, seconds in self._seconds.items()}
