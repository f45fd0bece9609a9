"""The operations of the API: each described once as data, with one `async` function that does it.

In: a validated Call and the ports. Out: a Reply.
A folder per product and version; one module per operation. Validation, dispatch, rate limits, documentation and later
the explorer all read the description (I1). Every door goes through the gateway's dispatch, never to a function here.
Not here: signatures, HTTP, rendering, SQL. Imports `sms`, `identity` and `store`.
"""
