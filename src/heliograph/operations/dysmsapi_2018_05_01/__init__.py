"""Product Dysmsapi, version 2018-05-01: sending messages and asking what became of them (spec: api §1).

One module per operation; the fields and parameters that several of them share stand in `shared_fields.py`, the making
and storing of messages in `acceptance.py`.
Not here: anything that is not in Alibaba Cloud's own description of this version.
"""

PRODUCT = "Dysmsapi"
VERSION = "2018-05-01"
