"""Heliograph: an SMS cloud you run yourself.

Serves Alibaba Cloud's international Short Message Service API (Dysmsapi, 2018-05-01) from your own machine and hands
the messages to your own SMPP links or to a simulated carrier. `ARCHITECTURE.md` walks one message through the rooms.
"""

__version__ = "0.1.0"
