"""GetCallerIdentity: who one is, by the key that signed."""

from heliograph.operations.call import Answer, Call, Refusal, Reply, operation
from heliograph.operations.description import REQUEST_ID, Access, Field, Operation
from heliograph.operations.ports import Ports
from heliograph.operations.sts_2015_04_01 import PRODUCT, VERSION

GET_CALLER_IDENTITY = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetCallerIdentity",
    says="Tells who the caller is. Everybody who can sign may ask: no policy is needed and none forbids it.",
    action="",
    access=Access.GET,
    calls_per_second=100,
    parameters=(),
    answers=(
        Field("AccountId", "The account.", "1000000000000001"),
        Field("UserId", "The user's id; absent for others.", "204040123456789012"),
        Field("RoleId", "The role's id; absent for others than its sessions.", "301234567890123456"),
        Field("IdentityType", "Account, RAMUser or AssumedRoleUser.", "RAMUser"),
        Field("PrincipalId", "The account, the user's id, or the role's id and the session.", "204040123456789012"),
        Field("Arn", "The same as an ARN.", "acs:ram::1000000000000001:user/alice"),
        REQUEST_ID,
    ),
    refuses_by_document=True,
    source="GetCallerIdentity.md of the RAM documents; fields as in alibabacloud-sts20150401 1.2.0",
)


@operation(GET_CALLER_IDENTITY)
async def get_caller_identity(call: Call, ports: Ports) -> Reply | Refusal:
    caller = call.caller
    assert caller is not None
    fields: dict[str, Answer] = {"AccountId": caller.account, "Arn": caller.principal}
    if caller.session is not None:
        fields |= {
            "IdentityType": "AssumedRoleUser",
            "RoleId": caller.session.role_id,
            "PrincipalId": caller.session.principal_id,
        }
    elif caller.user:
        fields |= {"IdentityType": "RAMUser", "UserId": caller.user, "PrincipalId": caller.user}
    else:
        fields |= {"IdentityType": "Account", "PrincipalId": caller.account}
    return Reply(fields=fields)
