"""If this fails, an operation that acts may be replayed after a restart."""

import dataclasses

import pytest

from heliograph.operations.description import Access
from heliograph.operations.dysmsapi_2018_05_01.query_message import QUERY_MESSAGE


@pytest.mark.parametrize(
    ("access", "changes"),
    [
        (Access.GET, False),
        (Access.LIST, False),
        (Access.CREATE, True),
        (Access.UPDATE, True),
        (Access.DELETE, True),
    ],
)
def test_what_creates_updates_or_deletes_acts(access: Access, changes: bool) -> None:
    assert dataclasses.replace(QUERY_MESSAGE, access=access).changes is changes
