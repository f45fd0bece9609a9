"""If this fails, a reader of the documents is not told of a refusal, or with the wrong status."""

from heliograph.explorer.errors import gateway_errors, own_errors
from heliograph.explorer.products import products
from heliograph.gateway.faults import EMITTED
from heliograph.operations.types import Unfit

OPERATIONS = {one.name: one for operations in products().values() for one in operations}


def test_refusals_stand_inside_a_200_where_the_product_does_so():
    found = {error.code: error.status for error in own_errors(OPERATIONS["QueryMessage"])}
    assert found == {"DATA_NOT_EXIST": 200, "INVALID_PARAMETERS": 200, "OUT_OF_SERVICE": 200}


def test_refusals_are_documents_where_the_product_does_so():
    found = {error.code: error.status for error in own_errors(OPERATIONS["GetUser"])}
    assert found["EntityNotExist.User"] == 404


def test_every_refusal_of_the_gateway_is_there():
    assert [error.code for error in gateway_errors("Dysmsapi")] == list(EMITTED)


def test_what_a_parameter_is_refused_as_is_among_the_operation_s_errors():
    for operation in OPERATIONS.values():
        told = {error.code for error in own_errors(operation)}
        for parameter in operation.parameters:
            refused = parameter.type.read("\x00" * 5000, _NoNumbers())
            if isinstance(refused, Unfit):
                assert (refused.code or parameter.refused_as) in told, (operation.name, parameter.name)


class _NoNumbers:
    def find(self, text: str) -> None:
        return None
