"""If this fails, the script's signature is not over what it sends."""

from explorer.samples.cases import OPERATIONS
from heliograph.explorer.samples.curl import CURL
from heliograph.explorer.samples.languages import sample
from heliograph.explorer.samples.target import Protocol, Target

TARGET = Target("127.0.0.1:8080", Protocol.HTTP)


def test_parameters_stand_in_the_order_of_the_signature():
    values = {"To": "1", "Message": "Hi", "From": "x"}
    code = sample(OPERATIONS["SendMessageToGlobe"], values, CURL, TARGET).code
    assert code.index("'From'") < code.index("'Message'") < code.index("'To'")


def test_nothing_given_is_an_empty_query_and_an_empty_form():
    code = sample(OPERATIONS["GetCallerIdentity"], {}, CURL, TARGET).code
    assert "\nquery=\nform=\n" in code
