"""CreateSmppCredential: a system_id and a password that a customer's program binds with."""

import asyncio

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.identity.smpp_credential import (
    ADDRESSES_MAX,
    PASSWORD_LENGTH,
    PASSWORD_LENGTH_MAX,
    SmppCredential,
    hash_password,
    new_password,
    new_system_id,
)
from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
)
from heliograph.operations.dysmsapi_2018_05_01.send_limits import Refused
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.smpp_credential_fields import (
    CREDENTIAL_FIELDS,
    SYSTEM_ID_TYPE,
    shown,
)
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.identity_types import Networks
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.smpp_credentials import CREDENTIALS_MAX, made
from heliograph.operations.types import Choice, Integer, SomeOf, Text
from heliograph.sms.subscription import SUBSCRIPTIONS_MAX
from heliograph.store.records import Conflict
from heliograph.store.told import SUBSCRIPTION, Kind

CREATE_SMPP_CREDENTIAL = Operation(
    product=PRODUCT,
    version=VERSION,
    name="CreateSmppCredential",
    says="Makes a system_id and a password for binds over SMPP. The answer shows the password; nothing shows it again.",
    action="heliograph:CreateSmppCredential",
    access=Access.CREATE,
    calls_per_second=10,
    parameters=(
        ACCOUNT,
        Parameter(
            "SystemId",
            SYSTEM_ID_TYPE,
            "The system_id, which nobody on this server may have yet; one is made up by default. Only the server's own "
            "account may choose it.",
            example="shop-1",
        ),
        Parameter(
            "UserName",
            Text(64),
            "The RAM user whose policies hold for its binds. Without it they act as the account itself, or as "
            "you where you are a user.",
            example="alice",
        ),
        Parameter(
            "PasswordLength",
            Integer(PASSWORD_LENGTH, PASSWORD_LENGTH_MAX),
            f"How long the password is made; {PASSWORD_LENGTH} by default, which is all that SMPP 3.4 has room for.",
            example="8",
        ),
        Parameter(
            "LongMessages",
            Choice(("pass-through", "reassemble")),
            "What becomes of the parts of a long message: pass-through (by default) makes a message of each, "
            "reassemble one of all.",
            example="reassemble",
        ),
        Parameter(
            "Receipts",
            SomeOf(tuple(Kind)),
            "What its binds get: SmsReport (receipts), SmsUp (inbound messages), or both with a comma, as by default.",
            example="SmsReport,SmsUp",
        ),
        Parameter(
            "AllowedAddresses",
            Networks(ADDRESSES_MAX),
            f"The addresses and networks that it may bind from, at most {ADDRESSES_MAX} with commas; any by default.",
            example="203.0.113.7,198.51.100.0/24",
        ),
        Parameter("BindsMax", Integer(1, 1_000), "How many binds it may have at once.", example="2"),
        Parameter("Window", Integer(1, 10_000), "How many requests a bind may have unanswered.", example="100"),
        Parameter(
            "SubmitsPerSecond", Integer(1, 100_000), "How many messages one bind may submit a second.", example="50"
        ),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *CREDENTIAL_FIELDS,
        Field("Password", "What a bind names as password, shown this once.", "h7KdPq3x"),
        REQUEST_ID,
    ),
    refusals=(*REFUSALS, "DATA_EXISTS"),
    source="Heliograph's own",
)


@operation(CREATE_SMPP_CREDENTIAL)
async def create_smpp_credential(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    # Names are the whole server's: who may choose one could ask which of them are taken.
    if call.text("SystemId") and call.account != ROOT_ACCOUNT:
        return refused("RAM_PERMISSION_DENY", "SystemId may be chosen by the server's own account only.")
    user = _user(call, account, ports)
    if isinstance(user, Refused):
        return refused(user.code, user.text)
    if await _has_enough(account, ports):
        return refused(
            "INVALID_PARAMETERS",
            f"The account has as many as may be: {CREDENTIALS_MAX} SMPP credentials, or {SUBSCRIPTIONS_MAX} "
            "subscriptions together.",
        )
    choose = ports.identities.choose
    password = new_password(choose, call.number("PasswordLength", PASSWORD_LENGTH))
    salt = bytes.fromhex(ports.subscribing.token())
    credential = SmppCredential(
        system_id=call.text("SystemId") or new_system_id(choose),
        account=account,
        user=user,
        salt=salt,
        password_hash=await asyncio.to_thread(hash_password, password, salt),
        created=ports.clock.utc_ms(),
        long_messages=call.text("LongMessages") or "pass-through",
        addresses=call.texts("AllowedAddresses"),
        binds_max=call.number("BindsMax"),
        window=call.number("Window"),
        submits_per_second=call.number("SubmitsPerSecond"),
    )
    try:
        await ports.records.change(made(credential, call.texts("Receipts") or tuple(map(str, Kind))), call.nonce)
    except Conflict:
        return refused("DATA_EXISTS", "There is a credential of that SystemId already; take another one.")
    ports.smpp.note(credential)
    ports.subscribing.changed()
    fields: dict[str, Answer] = await shown(credential, ports)
    return Reply(fields={**fields, "Password": password})


def _user(call: Call, account: str, ports: Ports) -> str | Refused:
    """The id of the user that binds are to act as; empty for the account itself."""
    name = call.text("UserName")
    if name:
        found = ports.identities.directory.of(account).users.get(name)
        if found is None:
            return Refused("INVALID_PARAMETERS", "UserName must be the name of a RAM user of the account.")
        return found.id
    caller = call.caller
    if caller is None or account != call.account:
        return ""
    if caller.session is not None:
        return Refused("INVALID_PARAMETERS", "UserName is mandatory for the session of a role.")
    # A user makes no credential that may do more than the user.
    return caller.user


async def _has_enough(account: str, ports: Ports) -> bool:
    if len(ports.smpp.of(account)) >= CREDENTIALS_MAX:
        return True
    return len(await ports.records.records(SUBSCRIPTION, account, limit=SUBSCRIPTIONS_MAX)) >= SUBSCRIPTIONS_MAX
