"""Delivery: takes due segments from the store, hands them to carriers, and settles what comes back.

In: claims from the store; answers and deliveries from carriers. Out: hand-overs to carriers; settlements and receipts
to the store. It decides when to try again and how much may be under way; what a state becomes is the lifecycle's.
Not here: SQL, SMPP, HTTP, which carrier takes a message. Imports `sms`, `store` and `carriers`.
"""
