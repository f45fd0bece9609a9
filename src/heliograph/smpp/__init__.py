"""SMPP 3.4: the octets of its PDUs, the session that both ends of a link run, one thin transport.

In: octets and the time, requests to send. Out: octets to write, events (`Bound`, `SubmitAnswered`, `DeliverReceived`…).
`Session` is pure and serves the ESME and the SMSC alike, so connector and simulator test one another; `SmppLink` is the
only thing here that knows a socket or an event loop.
Not here: messages, receipts' texts, carriers, retries, reconnects. Imports `sms` only.
"""
