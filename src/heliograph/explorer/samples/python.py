"""Samples for Python: the typed SDK or its core, awaited or not."""

import keyword
from collections.abc import Iterable, Mapping

from heliograph.explorer.samples.about import about
from heliograph.explorer.samples.given import Argument, Given, Typed
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.target import Target
from heliograph.explorer.samples.template import fill
from heliograph.explorer.samples.typed import is_typed, snake
from heliograph.operations.description import Place

_TYPED = """
«about»

«imports»
import json
import sys

from alibabacloud_credentials.client import Client as CredentialClient
from alibabacloud_dysmsapi20180501 import models
from alibabacloud_dysmsapi20180501.client import Client
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_util.models import RuntimeOptions


def create_client() -> Client:
    config = Config(
        credential=CredentialClient(),
        endpoint=«endpoint»,
        protocol=«protocol»,
    )
    return Client(config)


«async»def main() -> None:
    «request»
    runtime = RuntimeOptions(connect_timeout=5000, read_timeout=10000)
    try:
        response = «await»create_client().«method»_with_options«suffix»(request, runtime)
    except Exception as error:
        print('Code:', getattr(error, 'code', None), file=sys.stderr)
        print('Message:', getattr(error, 'message', error), file=sys.stderr)
        print('Recommend:', (getattr(error, 'data', None) or {}).get('Recommend'), file=sys.stderr)
        sys.exit(1)
    print(json.dumps(response.body.to_map(), ensure_ascii=False, indent=2))


if __name__ == '__main__':
    «run»
"""

_GENERIC = """
«about»

«imports»
import json
import sys

from alibabacloud_credentials.client import Client as CredentialClient
from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.models import Config, OpenApiRequest, Params
from alibabacloud_tea_util.models import RuntimeOptions


def create_client() -> Client:
    config = Config(
        credential=CredentialClient(),
        endpoint=«endpoint»,
        protocol=«protocol»,
    )
    return Client(config)


«async»def main() -> None:
    params = Params(
        action=«action»,
        version=«version»,
        method='POST',
        pathname='/',
        auth_type='AK',
        style='RPC',
        req_body_type='formData',
        body_type='json',
    )
    «request»
    runtime = RuntimeOptions(connect_timeout=5000, read_timeout=10000)
    try:
        response = «await»create_client().call_api«suffix»(params, request, runtime)
    except Exception as error:
        print('Code:', getattr(error, 'code', None), file=sys.stderr)
        print('Message:', getattr(error, 'message', error), file=sys.stderr)
        print('Recommend:', (getattr(error, 'data', None) or {}).get('Recommend'), file=sys.stderr)
        sys.exit(1)
    print(json.dumps(response['body'], ensure_ascii=False, indent=2))


if __name__ == '__main__':
    «run»
"""


def literal(value: Typed) -> str:
    """An expression of Python that is this value; what does not print, or turns the direction of text, is escaped."""
    return repr(value)


def _waits(given: Given, target: Target) -> str:
    return _write(given, target, "")


def _awaits(given: Given, target: Target) -> str:
    return _write(given, target, "async ")


def _write(given: Given, target: Target, asynchronous: str) -> str:
    common: dict[str, str | Iterable[str]] = {
        "about": about(given, "#"),
        "imports": ("import asyncio",) if asynchronous else (),
        "endpoint": literal(target.endpoint),
        "protocol": literal(target.protocol.value),
        "async": asynchronous,
        "await": "await " if asynchronous else "",
        "suffix": "_async" if asynchronous else "",
        "run": "asyncio.run(main())" if asynchronous else "main()",
    }
    name = given.operation.name
    if is_typed(given):
        arguments = [f"{attribute(one.name)}={literal(value)}," for one, value in given.typed]
        request = _call(f"models.{name}Request", arguments)
        return fill(_TYPED, method=snake(name), request=request, **common)
    mappings = [*_mapping("query", given.placed(Place.QUERY)), *_mapping("body", given.placed(Place.FORM))]
    version = literal(given.operation.version)
    return fill(_GENERIC, action=literal(name), version=version, request=_call("OpenApiRequest", mappings), **common)


def attribute(name: str) -> str:
    """What the typed SDK calls a parameter: `message_id`, and `from_` for a word of the language."""
    attribute = snake(name)
    return f"{attribute}_" if keyword.iskeyword(attribute) else attribute


def _call(name: str, arguments: list[str]) -> tuple[str, ...]:
    if not arguments:
        return (f"request = {name}()",)
    return (f"request = {name}(", *(f"    {line}" for line in arguments), ")")


def _mapping(name: str, arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    if not arguments:
        return ()
    return (f"{name}={{", *(f"    {literal(one.name)}: {literal(one.text)}," for one in arguments), "},")


_CORE = "alibabacloud-credentials==1.0.12\nalibabacloud-tea-openapi==0.4.6\nalibabacloud-tea-util==0.3.15\n"


def _surroundings(given: Given) -> Mapping[str, str]:
    return {"requirements.txt": ("alibabacloud-dysmsapi20180501==1.0.10\n" if is_typed(given) else "") + _CORE}


_RUN = (
    "python3 -m venv .venv",
    ".venv/bin/pip install -r requirements.txt",
    ".venv/bin/python main.py",
)

PYTHON = Language("python", "Python", "main.py", "python", Checked.EXECUTED, _waits, _surroundings, _RUN)
PYTHON_ASYNC = Language(
    "python-async", "Python, async", "main.py", "python", Checked.EXECUTED, _awaits, _surroundings, _RUN
)
