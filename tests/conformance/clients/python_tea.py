"""The typed Python SDK, on whichever core this environment has: `python python_tea.py sync|async`.

Reads one call a line as JSON and writes one outcome a line; see `protocol` in run.py.
"""

import asyncio
import importlib
import json
import re
import sys

from alibabacloud_tea_openapi.models import Config

SDKS = {
    "2018-05-01": "alibabacloud_dysmsapi20180501",
    "2015-05-01": "alibabacloud_ram20150501",
    "2015-04-01": "alibabacloud_sts20150401",
}
SIGNATURES = {"v3": None, "v1": "v2", "sm3": "ACS3-HMAC-SM3"}


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def typed(call):
    """The client's method and its request, made from the SDK's own models."""
    package = SDKS[call["version"]]
    key = call["key"]
    client = importlib.import_module(f"{package}.client").Client(
        Config(
            access_key_id=key["id"],
            access_key_secret=key["secret"],
            security_token=key.get("token") or None,
            endpoint=call["endpoint"],
            protocol=call["protocol"],
            ca=call["ca"] or None,
            signature_algorithm=SIGNATURES[call["signature"]],
        )
    )
    models = importlib.import_module(f"{package}.models")
    method = snake(call["action"])
    request = getattr(models, call["action"] + "Request", None)
    return client, method, request().from_map(call["parameters"]) if request is not None else None


def outcome(answer):
    return {"body": answer.body.to_map()}


def failure(error):
    data = getattr(error, "data", None) or {}
    return {
        "error": getattr(error, "code", None) or type(error).__name__,
        "message": str(getattr(error, "message", error)),
        "status": data.get("statusCode") or getattr(error, "status_code", None),
        "recommend": data.get("Recommend", ""),
    }


def sync(call):
    client, method, request = typed(call)
    return outcome(getattr(client, method)(*([request] if request is not None else [])))


async def with_tasks(call):
    client, method, request = typed(call)
    return outcome(await getattr(client, method + "_async")(*([request] if request is not None else [])))


def main():
    for line in sys.stdin:
        call = json.loads(line)
        try:
            done = asyncio.run(with_tasks(call)) if sys.argv[1] == "async" else sync(call)
        except Exception as error:
            done = failure(error)
        print(json.dumps(done), flush=True)


main()
