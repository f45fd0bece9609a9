"""A link that may become half open: the connection stays, and nothing is read, answered or sent any more."""

from heliograph.smpp.transport import SmppLink


class StallingLink(SmppLink):
    """An `SmppLink` that `stall` makes deaf and dumb, also to enquire_link and unbind, until its connection ends."""

    stalled = False

    def stall(self) -> None:
        """What was answered before still leaves; nothing else does."""
        self._write()
        self.stalled = True

    def data_received(self, data: bytes) -> None:
        if not self.stalled:
            super().data_received(data)

    def _turn(self) -> None:
        if not self.stalled:
            super()._turn()

    def _ring(self) -> None:
        if not self.stalled:
            super()._ring()
