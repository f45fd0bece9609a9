"""Every step of a request through the gateway, in the order in which their errors win (spec: api §2.8).

A handler reads the exchange and adds to it. It returns None to let the request go on, a Fault to refuse it, or a Reply
when the answer is known without the operation. None of them waits: what waits is the operation, after the last one.
Two doors walk this list: HTTP walks all of it; a door that knows its caller otherwise begins at ADMIT.
"""

from collections.abc import Callable
from typing import NamedTuple

from heliograph.gateway.admit import check_parameters, limit_rate
from heliograph.gateway.authenticate import (
    burn_nonce,
    check_security_token,
    check_timestamp,
    find_credential,
    require_common_parameters,
    verify_signature,
)
from heliograph.gateway.authorise import authorise
from heliograph.gateway.exchange import Exchange
from heliograph.gateway.faults import Fault
from heliograph.gateway.parts import Parts
from heliograph.gateway.recognise import (
    check_method,
    choose_format,
    find_operation,
    read_parameters,
    recognise,
)
from heliograph.operations.call import Reply

Handler = Callable[[Exchange, Parts], Fault | Reply | None]


class Step(NamedTuple):
    """Handlers that answer one question between them, by the name that the question has in a call's record."""

    name: str
    handlers: tuple[Handler, ...]


#: Which operation is meant, and in which form it is answered.
RECOGNISE = (Step("read", (read_parameters, recognise, choose_format, find_operation, check_method)),)

#: Who calls.
IDENTIFY = (
    Step("key", (require_common_parameters, find_credential, check_security_token)),
    Step("signature", (check_timestamp, verify_signature)),
    Step("nonce", (burn_nonce,)),
)

#: May they, rightly, and how often. A denial wins over a wrong parameter.
ADMIT = (
    Step("policy", (authorise,)),
    Step("parameters", (check_parameters,)),
    Step("rate", (limit_rate,)),
)

CHAIN = RECOGNISE + IDENTIFY + ADMIT
