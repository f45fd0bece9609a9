"""If this fails, receipts that no bind could take are lost, or one slow bind stalls the others."""

from heliograph.simulator.mailbox import Delivery, Mailbox
from heliograph.smpp.pdu import DeliverSm


class Window:
    """A bind that takes so many."""

    def __init__(self, free: int) -> None:
        self._free = free
        self.got: list[Delivery] = []

    def free(self) -> int:
        return self._free - len(self.got)

    def deliver(self, delivery: Delivery) -> None:
        self.got.append(delivery)


def deliveries(count: int) -> list[Delivery]:
    return [Delivery(DeliverSm(short_message=str(number).encode())) for number in range(count)]


def filled(count: int) -> tuple[Mailbox, list[Delivery]]:
    mailbox, waiting = Mailbox(), deliveries(count)
    for delivery in waiting:
        mailbox.put(delivery)
    return mailbox, waiting


def test_what_waits_stays_until_a_bind_is_there_and_goes_out_in_order() -> None:
    mailbox, waiting = filled(3)
    mailbox.give_out()
    assert len(mailbox) == 3
    assert not mailbox.has_binds
    bind = Window(10)
    mailbox.opened(bind)
    mailbox.give_out()
    assert bind.got == waiting
    assert len(mailbox) == 0


def test_no_window_is_overfilled() -> None:
    mailbox, waiting = filled(5)
    bind = Window(2)
    mailbox.opened(bind)
    mailbox.give_out()
    assert bind.got == waiting[:2]
    assert len(mailbox) == 3


def test_binds_take_turns_and_a_full_one_is_passed_over() -> None:
    mailbox, waiting = filled(6)
    full, first, second = Window(0), Window(10), Window(10)
    for bind in (full, first, second):
        mailbox.opened(bind)
    mailbox.give_out()
    assert full.got == []
    assert first.got == waiting[0::2]
    assert second.got == waiting[1::2]


def test_what_a_closed_bind_left_goes_out_first_and_in_its_order() -> None:
    mailbox, waiting = filled(5)
    gone, next_ = Window(3), Window(10)
    mailbox.opened(gone)
    mailbox.give_out()
    mailbox.closed(gone, gone.got)
    mailbox.opened(next_)
    mailbox.give_out()
    assert next_.got == waiting


def test_a_bind_that_never_received_can_close() -> None:
    mailbox, _ = filled(1)
    mailbox.closed(Window(1), [])
    assert len(mailbox) == 1
