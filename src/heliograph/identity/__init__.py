"""Who calls and what they may: accounts, users, keys, roles and their sessions as values, and the policies about them.

In: what configuration or the store holds. Out: the credential behind an AccessKey id, and whether a call is allowed.
The policy language is pure: `grammar` reads a document, `prepared` makes it ready, `evaluate` decides, `denial` tells.
Not here: signatures (they are checked by the gateway with the secret found here), HTTP, clocks, the store (it makes
changes durable before they are applied here). Imports `sms`.
"""

from heliograph.identity.account import Account
from heliograph.identity.credential import Credential, root_principal
from heliograph.identity.directory import IdentityDirectory
from heliograph.identity.queue_token import HmacTokenMint, QueueToken, TokenMint
from heliograph.identity.rate_policy import RatePolicies, RatePolicy
from heliograph.identity.send_limits import AccountLimits, SendLimits
from heliograph.identity.table import Credentials, CredentialTable

__all__ = [
    "Account",
    "AccountLimits",
    "Credential",
    "CredentialTable",
    "Credentials",
    "HmacTokenMint",
    "IdentityDirectory",
    "QueueToken",
    "RatePolicies",
    "RatePolicy",
    "SendLimits",
    "TokenMint",
    "root_principal",
]
