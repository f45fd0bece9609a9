"""Product Heliograph, version 2026-11-01: what the cloud's own API has no operation for.

Lists messages and shows one with everything that happened to it, keeps templates and signatures, and tells of
conversions; described, signed and limited like the rest.
"""

PRODUCT = "Heliograph"
VERSION = "2026-11-01"
