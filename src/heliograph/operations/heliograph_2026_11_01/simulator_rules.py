"""What the operations on the simulated carrier's rules describe alike."""

from heliograph.operations.call import Reply
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Field, Parameter
from heliograph.operations.types import Text

NAME_MAX = 64

NAME = Parameter("RuleName", Text(NAME_MAX), "What the rule is called.", required=True, example="flaky-hk")

REMOVED = (
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Field("RemovedCount", "How many rules were removed.", "1"),
    REQUEST_ID,
)

NO_SIMULATOR = Reply(
    code="DATA_NOT_EXIST",
    description="No simulated carrier runs here: this server has carriers of its own, and their rules are theirs.",
)
