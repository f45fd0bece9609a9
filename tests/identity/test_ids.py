"""If these fail, a program that checks the shape of an id refuses ours, or a secret can be guessed."""

import math
import random
import re
from collections.abc import Callable

import pytest

from heliograph.identity import ids
from heliograph.identity.ids import Choose

SHAPES: list[tuple[Callable[[Choose], str], str]] = [
    (ids.new_account_id, r"1\d{15}"),
    (ids.new_user_id, r"2\d{17}"),
    (ids.new_role_id, r"3\d{17}"),
    (ids.new_group_id, r"g-[A-Za-z2-9]{16}"),
    (ids.new_access_key_id, r"LTAI[A-Za-z2-9]{20}"),
    (ids.new_access_key_secret, r"[A-Za-z2-9]{30}"),
    (ids.new_session_key_id, r"STS\.[A-Za-z2-9]{25}"),
    (ids.new_session_secret, r"[A-Za-z2-9]{44}"),
]


@pytest.mark.parametrize(("make", "shape"), SHAPES)
def test_it_has_the_shape_of_the_clouds_own(make: Callable[[Choose], str], shape: str) -> None:
    choose = random.Random(1).choice
    made = {make(choose) for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(shape, one) for one in made)


def test_a_secret_cannot_be_guessed() -> None:
    assert 30 * math.log2(len(set(ids.LETTERS_AND_DIGITS))) > 170
