"""The front door of the API: who are you, may you, how often, then the operation and its answer.

In: a Request. Out: a Response, always with a RequestId. `chain.py` is the list of handlers that every request walks, in
the order in which their errors win.
Not here: sockets, SQL, what an operation does. Imports `http`, `signatures`, `identity`, `operations`, `store`, `sms`
and `telemetry`.
"""

from heliograph.gateway.application import Gateway, GatewaySettings, make_gateway

__all__ = ["Gateway", "GatewaySettings", "make_gateway"]
