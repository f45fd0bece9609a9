"""Carriers: the connector port and the connectors that keep it.

In: hand-overs. Out: what the carrier answered, receipts, inbound messages.
A connector owns its links (binds, windows, reconnects) and knows the wire; it never touches the store: it hands what
it learns to its sink and acknowledges a receipt only when the sink says that it is durable (I5).
Not here: which message goes where, retries, states. Imports `smpp`, `sms` and `http`.
"""
