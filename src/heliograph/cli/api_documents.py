"""`heliograph api`: prints what programs read about the API."""

from typing import Annotated, Literal

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.terminal import harmless, say


def api(
    *,
    product: Annotated[str, Parameter(name="--product", help="Of which product; Dysmsapi unless given.")] = "Dysmsapi",
    form: Annotated[
        Literal["openapi", "api-docs"],
        Parameter(name="--format", help="openapi (3.1, unless given), or api-docs: the cloud portal's metadata."),
    ] = "openapi",
) -> ExitCode:
    """Print the description of the API for programs.

    An OpenAPI 3.1 document, or metadata in the shape of the cloud portal's api-docs.json, of the operations of one
    product, as JSON. No server is asked; a running one has the same documents at /docs/api.
    """
    from heliograph.explorer.documents import document
    from heliograph.explorer.products import products

    versions = {name: version for name, version in products() if name.lower() == product.lower()}
    if not versions:
        known = ", ".join(dict.fromkeys(name for name, _ in products()))
        raise Failure(ExitCode.NOT_FOUND, f"no product {harmless(product)!r} is known; there are {known}.")
    [(name, version)] = versions.items()
    say(document(name, version, form).decode().rstrip("\n"))
    return ExitCode.OK


app = command(
    "api",
    api,
    usage="heliograph api [--product PRODUCT] [--format openapi|api-docs]",
    codes=(ExitCode.NOT_FOUND,),
    examples="""
        heliograph api | tee dysmsapi.json
        heliograph api --product Ram --format api-docs | jq -r '.apis | keys[]'
    """,
)
