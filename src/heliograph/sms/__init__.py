"""The domain: messages, segments, attempts, their life, text encoding, numbers, receipts and the catalogue of codes.

In: values. Out: values. Pure: the same arguments give the same answer.
Not here: sockets, SQL, clocks, randomness, logging. Times come in as UTC milliseconds, random numbers as arguments.
Imports nothing of ours.
"""
