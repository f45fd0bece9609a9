"""The web pages people look at.

In: requests under `/console`. Out: pages, and a stream of events that keeps one page live.
A page is one function and one template; what it shows it asks of the API's operations, through the gateway's dispatch.
Not here: SQL, rules of the API, states. Imports `http`, `gateway`, `operations`, `identity`, `store` and `sms`.
"""
