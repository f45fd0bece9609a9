"""A half-open link that nobody notices holds its messages for ever."""

from heliograph.smpp.silence import Silence


def test_it_asks_after_the_interval_and_gives_up_after_half_as_much_again() -> None:
    silence = Silence(30_000, now=1_000)
    assert (silence.due(), silence.asked) == (31_000, False)
    silence.ask(31_000)
    assert (silence.due(), silence.asked) == (46_000, True)


def test_any_word_of_the_peer_starts_it_anew() -> None:
    silence = Silence(30_000, now=0)
    silence.ask(30_000)
    silence.heard(40_000)
    assert (silence.due(), silence.asked) == (70_000, False)


def test_one_asked_late_still_has_its_time_to_answer() -> None:
    """The machine slept: the peer is asked before it is held for dead."""
    silence = Silence(30_000, now=0)
    silence.ask(500_000)
    assert silence.due() == 515_000


def test_an_interval_of_nothing_never_asks() -> None:
    assert Silence(0, now=0).due() is None
