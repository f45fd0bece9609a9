"""The store: the port every adapter keeps, and the adapters.

In: messages, claims, outcomes, receipts, in batches. Out: the same, once they are durable.
The store *is* the queue: a message and its outbox rows are one transaction. It runs `sms.lifecycle.step` inside its
write transaction, so reading, deciding and writing are one thing.
Not here: HTTP, SMPP, routing decisions, retries' timing. Imports `sms` and `identity`.
"""
