"""Benchmarks: each claim as a script that runs both sides in one go and prints their ratio.

`python -m bench` runs them all and writes `docs/benchmarks.md`; each is also a script of its own. The server has core
0, the load (and the SMSC) core 1; rounds alternate between the sides, because the machine's speed wanders: trust the
ratios of a round, not the rates.
"""
