"""The operations by product and version, as the documents take them."""

from collections.abc import Iterable, Mapping

from heliograph.operations.call import Served
from heliograph.operations.description import Operation
from heliograph.operations.registry import OPERATIONS

#: Product and version, as ("Dysmsapi", "2018-05-01").
Product = tuple[str, str]


def products(operations: Iterable[Served] = OPERATIONS) -> Mapping[Product, tuple[Operation, ...]]:
    """The operations of each product and version, in the order of the manual."""
    found: dict[Product, list[Operation]] = {}
    for served in operations:
        operation = served.operation
        found.setdefault((operation.product, operation.version), []).append(operation)
    return {product: tuple(operations) for product, operations in found.items()}
