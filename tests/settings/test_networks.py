"""If this fails, a list of networks that is none is taken for an empty one, or opens more than it names."""

import pytest

from heliograph.settings.keys import Unfit, keys_of
from heliograph.settings.networks import Networks
from heliograph.settings.subscription import PushSettings


def test_networks_are_equal_by_what_they_hold():
    assert Networks("127.0.0.0/8, ::1") == Networks("127.0.0.0/8,::1/128")
    assert hash(Networks("::1")) == hash(Networks("::1/128"))
    assert Networks("::1") != Networks()
    assert str(Networks("::1")) == "::1"
    assert repr(Networks("::1")) == "Networks('::1')"


def test_a_wrong_one_is_a_fault_of_its_key():
    key = next(key for key in keys_of(PushSettings) if key.name == "allow")
    assert key.convert("10.0.0.0/8") == Networks("10.0.0.0/8")
    with pytest.raises(Unfit, match="must be networks"):
        key.convert("localhost")
