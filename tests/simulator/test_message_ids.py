"""If this fails, two messages get one id, or receipts cannot be told apart from ids of another base."""

import pytest

from heliograph.simulator.message_ids import OTHER_BASE, IdForm, NumberSource, written


@pytest.mark.parametrize(
    ("form", "id_"),
    [
        (IdForm.DECIMAL, "1795000000000171"),
        (IdForm.HEX, "6608b015f30ab"),
        (IdForm.HEX_UPPER, "6608B015F30AB"),
        (IdForm.PADDED, "00001795000000000171"),
    ],
)
def test_the_forms_of_an_id(form: IdForm, id_: str) -> None:
    assert written(1_795_000_000_000_171, form) == id_


@pytest.mark.parametrize("form", IdForm)
def test_the_other_base_is_another_base_of_the_same_number(form: IdForm) -> None:
    bases = {IdForm.DECIMAL: 10, IdForm.PADDED: 10, IdForm.HEX: 16, IdForm.HEX_UPPER: 16, IdForm.PADDED_HEX: 16}
    other = OTHER_BASE[form]
    assert bases[other] != bases[form]
    assert int(written(987_654_321, other), bases[other]) == 987_654_321


def test_ids_of_a_network_that_started_later_are_new() -> None:
    first, second = NumberSource(1_795_000_000_000), NumberSource(1_795_000_000_001)
    taken = [first.take() for _ in range(1000)]
    assert len(set(taken)) == 1000
    assert second.take() not in taken
