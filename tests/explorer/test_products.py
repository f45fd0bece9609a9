"""If this fails, an operation is in no document, or in that of another product."""

from heliograph.explorer.products import products
from heliograph.operations.registry import OPERATIONS


def test_each_operation_is_in_its_product_once():
    found = products()
    assert sum(len(operations) for operations in found.values()) == len(OPERATIONS)
    for product, operations in found.items():
        assert {(one.product, one.version) for one in operations} == {product}
