"""Product Ram, version 2015-05-01: an account's users, keys, groups, policies and roles.

Its operations are small and alike, so that a module holds those of one entity. Each decides by a pure function over
the identities in memory; what it decides is durable before it is answered.
"""

PRODUCT = "Ram"
VERSION = "2015-05-01"
