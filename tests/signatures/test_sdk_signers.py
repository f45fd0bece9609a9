"""If these fail, there are parameters that an official SDK and we sign differently: its users cannot send those texts.

The SDKs' own signers against ours, over random parameters; the captures hold only what somebody thought of.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from alibabacloud_openapi_util.client import Client as PreviousUtils
from alibabacloud_tea_openapi.utils import Utils
from darabonba.request import DaraRequest
from hypothesis import given
from hypothesis import strategies as st
from Tea.request import TeaRequest

from heliograph.operations.registry import Registry
from heliograph.signatures import percent, v1, v3
from vectors.recoding import decoded

#: The characters that clients and servers differ about come as often as all others together.
TEXT = st.text(st.one_of(st.sampled_from("+*~%&=?/ '!()#:;@,\u00e9好😀\n\0"), st.characters(exclude_categories=["Cs"])))
NAMES = st.one_of(st.sampled_from(["To", "Message", "TaskId", "A b", "a+b", "%41", "*", "~"]), TEXT.filter(bool))
PARAMETERS = st.dictionaries(NAMES.filter(lambda name: name != v1.SIGNATURE), TEXT, min_size=1, max_size=12)
#: In V3 the Python cores escape values alone, against their own page; names such as these need no escape.
PLAIN = st.dictionaries(st.from_regex(r"[A-Za-z][A-Za-z0-9._~-]*", fullmatch=True), TEXT, max_size=12)
SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
METHODS = st.sampled_from(["GET", "POST"])

#: Values of headers as transports carry them: printable, no blanks outside.
HEADER_VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126)).map(str.strip)
HEADERS = st.dictionaries(st.sampled_from([f"x-acs-{name}" for name in "abcdef"]), HEADER_VALUES)

UTILS = pytest.mark.parametrize("utils", [Utils, PreviousUtils], ids=["present core", "previous core"])


@UTILS
@given(PARAMETERS, METHODS, SECRETS)
def test_the_typed_sdk_signs_in_v1_as_we_verify(utils: type, parameters: dict, method: str, secret: str) -> None:
    signature = utils.get_rpcsignature(parameters, method, secret)
    assert v1.sign(secret, v1.string_to_sign(method, parameters)) == signature
    assert v1.verify(secret, v1.string_to_sign(method, parameters), signature)


@pytest.mark.parametrize(
    ("utils", "new_request"), [(Utils, DaraRequest), (PreviousUtils, TeaRequest)], ids=["present core", "previous core"]
)
@pytest.mark.parametrize("algorithm", v3.ALGORITHMS)
@given(query=PLAIN, headers=HEADERS, method=METHODS, secret=SECRETS, body=st.binary())
def test_the_typed_sdk_signs_in_v3_as_we_verify(
    utils: type,
    new_request: Callable[[], object],
    algorithm: str,
    query: dict[str, str],
    headers: dict[str, str],
    method: str,
    secret: str,
    body: bytes,
) -> None:
    payload = v3.payload_hash(body, algorithm)
    assert utils.hex_encode(utils.hash(body, algorithm)) == payload
    request = new_request()
    request.method, request.pathname, request.query = method, "/", query
    request.headers = {"host": "127.0.0.1:8080", "x-acs-content-sha256": payload, **headers}
    value = utils.get_authorization(request, algorithm, payload, "LTAIsomebody", secret)
    ours = {name: (value,) for name, value in request.headers.items()}
    assert v3.authorize("LTAIsomebody", secret, method, "/", query, ours, algorithm) == value
    authorization = v3.parse_authorization(value)
    assert isinstance(authorization, v3.Authorization)
    assert v3.verify(secret, authorization, method, "/", query, ours, body) is None


def test_every_parameter_that_we_have_is_one_that_the_typed_sdk_signs_right() -> None:
    names = {parameter.name for served in Registry() for parameter in served.operation.parameters}
    assert names
    assert all(percent.encode(name) == name for name in names)


#: In a process of its own: importing it warns, as it is of a time before this Python, and warnings are errors here.
COMPOSER = """
import json, sys
from aliyunsdkcore.auth.composer import rpc_signature_composer as composer
for line in sys.stdin:
    told = json.loads(line)
    made = composer.get_signed_url(told["query"], "LTAIsomebody", told["secret"], "JSON", told["method"], told["form"])
    print(json.dumps(made), flush=True)
"""


class Composer:
    """aliyun-python-sdk-core's composer: one request a line in, its URL and string to sign out."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", COMPOSER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def signed(self, query: dict[str, str], form: dict[str, str], method: str, secret: str) -> tuple[str, str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        told = {"query": query, "form": form, "method": method, "secret": secret}
        print(json.dumps(told), file=self._process.stdin, flush=True)
        url, string = json.loads(self._process.stdout.readline())
        return url, string

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def composer():
    composer = Composer()
    yield composer
    composer.end()


@given(query=PARAMETERS, form=st.one_of(st.just({}), PARAMETERS), method=METHODS, secret=SECRETS)
def test_the_sdk_of_before_signs_what_we_read_from_its_url(
    composer: Composer, query: dict[str, str], form: dict[str, str], method: str, secret: str
) -> None:
    form = {name: value for name, value in form.items() if name not in query}
    url, string = composer.signed(query, form, method, secret)
    sent = decoded(urlsplit(url).query)
    assert query.items() <= sent.items(), "its URL is read as what it was told"
    assert v1.string_to_sign(method, sent | form) == string
    assert v1.verify(secret, string, sent[v1.SIGNATURE])
