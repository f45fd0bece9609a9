"""SDK samples: a call of an operation with given parameters, as source text in each language.

In: an operation's description, parameter values, a target. Out: the sample, or a project around it as a zip.
Not here: requests, keys, files, clocks. A sample reads its key from wherever the SDK's default provider chain does.
"""
