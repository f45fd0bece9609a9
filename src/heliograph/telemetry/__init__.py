"""Counters, log fields and masks, health checks: values that any room may fill and one room shows.

Not here: sockets, HTTP, anything of ours. Any room but `sms`, `http` and `signatures` may import it.
"""
