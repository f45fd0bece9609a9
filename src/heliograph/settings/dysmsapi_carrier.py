"""The settings of a `[[carriers]]` that is Alibaba Cloud's international SMS service, or another Heliograph."""

from typing import Annotated, ClassVar

from msgspec import Meta

from heliograph.settings.carrier import CarrierKind
from heliograph.settings.secret import Secret
from heliograph.settings.web_carrier import VISIBLE, WebCarrierSettings
from heliograph.sms.push_target import URL_MAX


class DysmsapiCarrierSettings(WebCarrierSettings, frozen=True, kw_only=True):
    """The real service as a carrier, with a key of your own, for chosen numbers only: to try code against it, or to use
    an account there. Also another Heliograph. What it sends costs what it costs there."""

    KIND: ClassVar = CarrierKind.DYSMSAPI

    access_key_id: Annotated[
        str,
        Meta(min_length=1, max_length=128, pattern="^[A-Za-z0-9._-]+\\Z", description="The key to sign with."),
    ]
    access_key_secret: Annotated[Secret, Meta(min_length=1, max_length=255, pattern=VISIBLE, description="Its secret.")]
    allowed_numbers: Annotated[
        tuple[Annotated[str, Meta(pattern="^([1-9][0-9]{4,14}|[1-9][0-9]{0,13}[*])\\Z")], ...],
        Meta(
            min_length=1,
            description='The only numbers that anything is sent to, digits from the dialing code on; `"85261*"` is all '
            "that begin so. A message to another is refused here with NUMBER_NOT_ALLOWED and never leaves.",
            extra={"allowed": 'a list of numbers such as "85261234567", or of beginnings such as "85261*"'},
        ),
    ]
    endpoint: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=URL_MAX,
            description="Where the service is. `http://` only into networks of `allow`.",
            extra={"allowed": "https:// or http:// and a host, with a port where it is another, without a path"},
        ),
    ] = "https://dysmsapi.ap-southeast-1.aliyuncs.com"
    poll: Annotated[
        bool,
        Meta(
            description="Whether the service is asked with QueryMessage what became of messages, for it posts receipts "
            "only to those who have a webhook that it can reach."
        ),
    ] = True
    poll_first_seconds: Annotated[
        float, Meta(ge=0.1, le=3600, description="How long after a hand-over it is asked first; then more rarely.")
    ] = 5.0
    poll_longest_seconds: Annotated[
        float, Meta(ge=0.1, le=86_400, description="How long between two questions about a message at most.")
    ] = 900.0
