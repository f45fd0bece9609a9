"""What every sample says of itself in its first lines."""

from heliograph.explorer.samples.given import Given
from heliograph.explorer.samples.template import comment

_CHAIN = (
    "The key comes from ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or from wherever else the "
    "default provider chain finds one."
)
_ENVIRONMENT = "The key comes from ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET."


def about(given: Given, mark: str, *, by_chain: bool = True) -> tuple[str, ...]:
    """The operation in the manual's words, and where the key comes from."""
    operation = given.operation
    whose = f"{operation.name} of {operation.product} {operation.version}."
    return comment(mark, f"{whose} {operation.says}", _CHAIN if by_chain else _ENVIRONMENT)
