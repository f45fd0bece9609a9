"""HTTP requests that this server makes to others: to its subscribers and to its carriers.

In: a URL, the networks that are open, octets of requests. Out: whole replies, or why there is none and whether anything
was written.
Not here: what is posted and what a reply means (`push`, `carriers`), the signed client of the API (`client`). Imports
`sms`, which says what a URL may be and which addresses lead inside.
"""
