"""If these fail, a credential that was made cannot bind, or one that was ended still can."""

from heliograph.identity.smpp_credential import SmppCredential
from heliograph.operations.smpp_credentials import SmppCredentials, decoded, ended, made
from memory_records import MemoryRecords


def credential(system_id: str, account: str = "1") -> SmppCredential:
    return SmppCredential(system_id=system_id, account=account, salt=b"s", password_hash=b"\0h", created=7)


async def test_what_is_made_is_loaded_and_what_is_ended_is_gone():
    records = MemoryRecords()
    for name in ("b", "a"):
        await records.change(made(credential(name), ("SmsReport",)))
    record = await records.record("smpp_credential", "", "a")
    assert record is not None
    assert decoded(record) == credential("a")
    book = SmppCredentials()
    await book.load(records)
    assert [one.system_id for one in book.of("1")] == ["a", "b"]
    assert book.of("2") == []
    await records.change(ended(credential("a")))
    book.forget("a")
    assert book.find("a") is None
    assert await records.records("smpp_credential", limit=10) == [await records.record("smpp_credential", "", "b")]
    assert [record.key for record in await records.records("subscription", limit=10)] == ["smpp-b"]
