"""If this fails, a RAM or STS client reads a refusal as success: these products refuse by error documents."""

import pytest

from heliograph.operations.call import Refusal, Reply, operation
from heliograph.operations.description import REQUEST_ID, Access, Operation, Parameter
from heliograph.operations.registry import Registry
from heliograph.operations.types import Integer

GET_USER = Operation(
    product="Ram",
    version="2015-05-01",
    name="GetUser",
    says="Stands for any operation of RAM.",
    action="ram:GetUser",
    access=Access.GET,
    calls_per_second=100,
    parameters=(Parameter("Age", Integer(1, 9), "How old.", refused_as="InvalidParameter.UserName.Length"),),
    answers=(REQUEST_ID,),
    refusals=("EntityNotExist.User",),
    refuses_by_document=True,
)


@operation(GET_USER)
async def get_user(call, ports):
    return Refusal("EntityNotExist.User", "The user alice does not exist.") if not call.number("Age") else Reply()


@pytest.fixture
async def ram(world):
    world.registry = Registry([get_user])
    return await world.start()


async def test_a_refusal_is_an_error_document_with_the_status_of_the_catalogue(ram) -> None:
    status, document = await ram.ask(ram.v1("GetUser", Version="2015-05-01"))
    assert (status, document["Code"], document["Message"]) == (
        404,
        "EntityNotExist.User",
        "The user alice does not exist.",
    )
    assert "ResponseCode" not in document


async def test_so_is_a_parameter_that_is_not_allowed(ram) -> None:
    status, document = await ram.ask(ram.v1("GetUser", Version="2015-05-01", Age="10"))
    assert (status, document["Code"]) == (400, "InvalidParameter.UserName.Length")
    assert "between 1 and 9" in document["Message"]


async def test_an_answer_has_no_more_than_its_description(ram) -> None:
    status, document = await ram.ask(ram.v1("GetUser", Version="2015-05-01", Age="3"))
    assert (status, list(document)) == (200, ["RequestId"])
