"""Who calls: accounts, access keys and temporary credentials as values, looked up in memory.

In: what configuration or the store holds. Out: the credential behind an AccessKey id.
Not here: signatures (they are checked by the gateway with the secret found here), HTTP. Imports `sms`.
"""

from heliograph.identity.account import Account
from heliograph.identity.credential import Credential, root_principal
from heliograph.identity.queue_token import HmacTokenMint, QueueToken, TokenMint
from heliograph.identity.table import Credentials, CredentialTable

__all__ = [
    "Account",
    "Credential",
    "CredentialTable",
    "Credentials",
    "HmacTokenMint",
    "QueueToken",
    "TokenMint",
    "root_principal",
]
