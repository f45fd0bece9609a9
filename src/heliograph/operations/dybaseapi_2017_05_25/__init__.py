"""Product Dybaseapi, version 2017-05-25: the way to the queues of receipts and inbound messages.

Its answers say `Code` and `Message` where those of Dysmsapi say `ResponseCode` and `ResponseDescription`.
Not here: the queues themselves, which are another door (`queues`).
"""

PRODUCT = "Dybaseapi"
VERSION = "2017-05-25"
