"""`aliyun-python-sdk-core` with CommonRequest: the SDK of before, signing in V1. `python python_core.py GET|POST`."""

import json
import sys

from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException
from aliyunsdkcore.auth.credentials import StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest


def perform(call):
    key = call["key"]
    if key.get("token"):
        client = AcsClient(
            region_id="ap-southeast-1", credential=StsTokenCredential(key["id"], key["secret"], key["token"])
        )
    else:
        client = AcsClient(key["id"], key["secret"], "ap-southeast-1")
    client.set_auto_retry(False) if hasattr(client, "set_auto_retry") else None
    request = CommonRequest(domain=call["endpoint"], version=call["version"], action_name=call["action"])
    request.set_method("POST" if call["form"] else sys.argv[1])
    request.set_protocol_type(call["protocol"].lower())
    for name, value in call["parameters"].items():
        if call["form"]:
            request.add_body_params(name, value)
        else:
            request.add_query_param(name, value)
    return {"body": json.loads(client.do_action_with_exception(request))}


def main():
    for line in sys.stdin:
        try:
            done = perform(json.loads(line))
        except ServerException as error:
            done = {"error": error.error_code, "message": error.message, "status": error.http_status, "recommend": ""}
        except ClientException as error:
            done = {"error": error.error_code, "message": error.message, "status": None, "recommend": ""}
        print(json.dumps(done), flush=True)


main()
