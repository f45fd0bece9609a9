"""The parameters and answers that several operations of Dysmsapi 2018-05-01 describe alike."""

from heliograph.operations.description import Field, Parameter, Shape
from heliograph.operations.types import Choice, Integer, SenderId, Text
from heliograph.sms.segments import TEXT_MAX

#: Carriers keep a message for one to three days; a longer wish could not be kept.
VALIDITY_SECONDS_MAX = 259_200

MESSAGE = Parameter("Message", Text(TEXT_MAX), "The whole text.", required=True, example="Hello")

FROM = Parameter(
    "From",
    SenderId(),
    "The sender ID that the recipient sees: letters and digits, at most 11 of them, or 15 if all are digits.",
    example="Alicloud321",
    refused_as="INVALID_SENDERID",
)

TYPE = Parameter(
    "Type",
    Choice(("OTP", "NOTIFY", "MKT")),
    "OTP for one-time codes, which go first, NOTIFY for notices, MKT for promotions, which go last.",
    example="NOTIFY",
)

TASK_ID = Parameter(
    "TaskId",
    Text(length_max=255),
    "An id of your own, given back with the delivery receipt.",
    example="123789",
)

VALIDITY_PERIOD = Parameter(
    "ValidityPeriod",
    Integer(1, VALIDITY_SECONDS_MAX),
    "For how many seconds the message is worth delivering; after that it is not handed to a carrier any more.",
    example="600",
)

CHANNEL_ID = Parameter(
    "ChannelId",
    Text(length_max=64),
    "The delivery channel, where the operator has given you one.",
    example="3790",
)

NUMBER_DETAIL = Field(
    "NumberDetail",
    "What the number says about its subscriber.",
    shape=Shape.OBJECT,
    fields=(
        Field("Carrier", "The network that the number was given to; absent when it is not known.", "CMI"),
        Field("Region", "The region, or the country where there is none.", "HongKong"),
        Field("Country", "The country in English.", "China"),
    ),
)


def number_detail(country: str, region: str, carrier: str) -> dict[str, str]:
    """NumberDetail as answers carry it; what is not known is absent."""
    detail = {"Carrier": carrier, "Region": region, "Country": country}
    return {name: value for name, value in detail.items() if value}
