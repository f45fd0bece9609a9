"""If these fail, a parser that strangers reach breaks a promise on the first octets that a fuzzer would try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.targets import TARGETS

EACH = pytest.mark.parametrize("name", TARGETS)


@EACH
def test_it_holds_of_the_seeds_and_their_beginnings(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    assert seeds
    for seed in seeds:
        target.holds(seed)
        for length in range(0, len(seed), 7):
            target.holds(seed[:length])


@EACH
@given(data=st.data())
def test_it_holds_of_any_octets_and_of_seeds_with_any_in_them(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    seed, come = data.draw(st.sampled_from([b"", *target.seeds()])), data.draw(st.binary(max_size=40))
    at, gone = data.draw(st.integers(0, len(seed))), data.draw(st.integers(0, 8))
    target.holds(seed[:at] + come + seed[at + gone :])
