"""If this fails, entries of a stored block list can no longer be read."""

from heliograph.sms.block_list import Source


def test_the_stored_words_stay() -> None:
    assert {source.value for source in Source} == {"operator", "recipient"}
