"""Who wrote this request, and did it arrive as written: signatures V1, V3 (ACS3-HMAC-SHA256, -SM3) and MNS.

In: parts of a request as values (method, path, parameters, headers, body) and a secret. Out: strings to sign,
signatures, and what is wrong with one that does not hold. Every check is computed anew; none is remembered.
Not here: keys, clocks, nonces, sockets, the words of error replies. Imports nothing of ours.
"""
