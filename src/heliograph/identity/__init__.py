"""Who calls: accounts, users, keys, roles and temporary credentials as values, held in memory.

In: what configuration or the store holds. Out: the credential behind an AccessKey id, and who that is.
Not here: signatures (they are checked by the gateway with the secret found here), HTTP, the store (it makes
changes durable before they are applied here). Imports `sms`.
"""

from heliograph.identity.account import Account
from heliograph.identity.credential import Credential, root_principal
from heliograph.identity.directory import IdentityDirectory
from heliograph.identity.table import Credentials, CredentialTable

__all__ = ["Account", "Credential", "CredentialTable", "Credentials", "IdentityDirectory", "root_principal"]
