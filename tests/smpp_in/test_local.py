"""If these fail, a developer cannot bind with what the start printed, or a stranger can."""

import pytest

from heliograph.identity.smpp_credential import is_password
from heliograph.operations.smpp_credentials import SmppCredentials
from heliograph.smpp_in.local import SYSTEM_ID, end_local, is_local, keep_local, local_password
from memory_records import MemoryRecords


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("h", False)],
)
def test_which_hosts_are_of_this_machine(host, local):
    assert is_local(host) is local


async def test_it_binds_from_this_machine_and_stays_the_same():
    records, credentials = MemoryRecords(), SmppCredentials()
    password = await keep_local(credentials, records, "root-secret", 7)
    made = credentials.find(SYSTEM_ID)
    assert made is not None
    assert is_password(password, made) and len(password) == 8
    assert made.may_bind_from("127.0.0.1") and not made.may_bind_from("192.0.2.1")
    assert await keep_local(SmppCredentials(), records, "root-secret", 8) == password
    assert local_password("other") != password
    assert password not in "".join(str(one.body) for one in await records.records("subscription", limit=9))


async def test_its_subscription_ends_with_it_and_a_made_one_of_that_name_is_left_alone():
    records, credentials = MemoryRecords(), SmppCredentials()
    await keep_local(credentials, records, "root-secret", 7)
    assert await keep_local(credentials, records, "root-secret", 7) == "", "somebody has that name"
    await end_local(credentials, records)
    assert len(await records.records("subscription", limit=9)) == 1
    await end_local(SmppCredentials(), records)
    assert await records.records("subscription", limit=9) == []
