"""SMPP for customers: binds, and what is submitted over them, through the same door as every other call.

In: PDUs of customers' ESMEs, tellings of the store. Out: calls of the gateway's dispatch as the credential's principal,
responses, and receipts and inbound messages as deliver_sm, kept until a customer has taken them.
The files follow a message: `door` (the port and the binds) → `admission` and `guard` (who may bind) → `bind` (one
connection) → `submitted` (a PDU read) → `reassembly` (parts joined) → `statuses` (an answer as a command_status); and
back: `mailbox` (what waits for one credential) → `deliver` (a telling as deliver_sm).
Not here: what an operation does, who may do it and how often; SMPP itself; which receipts there are (the store writes
them with the change that they tell).
"""
