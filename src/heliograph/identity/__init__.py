"""Who calls: accounts, access keys and temporary credentials as values, looked up in memory.

In: what configuration or the store holds. Out: the credential behind an AccessKey id.
Not here: signatures (they are checked by the gateway with the secret found here), HTTP. Imports `sms`.
"""
