"""A carrier network in a box: an SMSC that speaks SMPP 3.4 and behaves as the recipient's number asks it to.

In: the octets of ESMEs, over a socket or in memory; the settings; a clock and a source of random numbers. Out:
submit_sm_resp, receipts and inbound messages as deliver_sm, and a ledger of every submit_sm received.
`behaviour` and `magic_numbers` say what happens and to whom (pure), `network` performs it, `server` and `process` give
it a socket and a process.
Not here: a codec (it is `smpp`'s), anything of the server's messages. Imports `smpp`, `sms`, `http` and `wire`.
"""
