"""The queue door: receipts and inbound messages, fetched by Alibaba Cloud's MNS SDKs as from the cloud.

In: requests below `/queues`, signed the MNS way. Out: MNS's documents and status codes. A request is authenticated
(`authenticate`), read (`ask`), its queue is found (`queue`), and it is done (`inbox`); `door` is the application that
does one after the other. A queue is what the store has for one subscriber; nothing here keeps messages.
Not here: what becomes a message of a queue (the store), who subscribes, SQL. Imports `http`, `signatures`, `gateway`,
`identity`, `store`, `sms` and `telemetry`.
"""
