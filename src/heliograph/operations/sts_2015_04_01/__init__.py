"""Product Sts, version 2015-04-01: sessions of roles, and who one is.

A session is in its security token and kept nowhere; it ends by its time, or when its role is removed.
"""

PRODUCT = "Sts"
VERSION = "2015-04-01"
