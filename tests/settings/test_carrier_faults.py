"""If this fails, a carrier over HTTP that cannot work starts all the same, and its messages wait for nothing."""

from pathlib import Path

import pytest

from heliograph.settings import ConfigurationError, DysmsapiCarrierSettings, Fault, HttpCarrierSettings, load
from heliograph.settings.redact import as_toml

HTTP = """[[carriers]]
name = "web"
kind = "http"
url = "https://api.example.net/messages"
body = '{"to": "{to}", "text": "{text}"}'
secret = "opensesame"
headers = { Authorization = "Bearer {secret}" }
"""

DYSMSAPI = """[[carriers]]
name = "cloud"
kind = "dysmsapi"
access_key_id = "LTAI5t"
access_key_secret = "opensesame"
allowed_numbers = ["85261234567", "4477009*"]
"""


def faults_of(tmp_path: Path, text: str) -> tuple[Fault, ...]:
    path = tmp_path / "heliograph.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load(path, {})
    return caught.value.faults


def test_each_kind_has_its_own_keys_and_defaults(tmp_path: Path) -> None:
    path = tmp_path / "heliograph.toml"
    path.write_text(HTTP + DYSMSAPI)
    web, cloud = load(path, {}).settings.carriers
    assert isinstance(web, HttpCarrierSettings)
    assert isinstance(cloud, DysmsapiCarrierSettings)
    assert (web.window, cloud.poll, cloud.endpoint) == (10, True, "https://dysmsapi.ap-southeast-1.aliyuncs.com")
    shown = as_toml(load(path, {}).settings)
    assert "opensesame" not in shown
    assert "Bearer {secret}" in shown


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (HTTP + "system_id = 'x'\n", 8, "carriers[0].system_id is no setting"),
        (HTTP.replace("https://", "http://"), 4, "carriers[0].url begins with http://, which is for networks"),
        (HTTP.replace("https://", "ftp://"), 4, "carriers[0].url must begin with https:// or http://"),
        (HTTP.replace("api.example.net", "127.0.0.1"), 4, "carriers[0].url is a loopback address; allow can open it"),
        (HTTP.replace("api.example.net", "u:p@a.example"), 4, "carriers[0].url must not carry a user"),
        (HTTP.replace('"{text}"', '"{tekst}"'), 5, "carriers[0].body has {tekst}, which is none of"),
        (HTTP.replace("{secret}", "abc"), 7, "carriers[0].headers.Authorization looks like a secret"),
        (HTTP + 'reply_id = "a..b"\n', 8, "carriers[0].reply_id is no path"),
        (HTTP + 'receipt_id = "re:(a)"\n', 8, "carriers[0].receipt_id is a regular expression; posts are"),
        (HTTP + "refusals = { a = 'never' }\n", 8, "a is 'never'; it must be one of throttle, retry"),
        (HTTP + "receipt_states = { a = 'gone' }\n", 8, "a is 'gone'; it must be one of delivered"),
        (HTTP + 'tls_ca = "absent.pem"\n', 8, "carriers[0].tls_ca names"),
        (HTTP.replace("url =", "# url ="), 1, "carriers[0].url is missing"),
        (HTTP.replace('kind = "http"\n', ""), 1, 'carriers[0].kind is missing; it must be "smpp", "http" or'),
        (DYSMSAPI.replace("allowed_numbers", "# allowed"), 1, "carriers[0].allowed_numbers is missing"),
        (DYSMSAPI.replace('["85261234567", "4477009*"]', "[]"), 6, "carriers[0].allowed_numbers is a list; it must be"),
        (DYSMSAPI.replace('"4477009*"', '"*"'), 6, "carriers[0].allowed_numbers is a list; it must be"),
        (DYSMSAPI + 'endpoint = "https://a.example/x"\n', 7, "carriers[0].endpoint has a path"),
        (HTTP + HTTP.replace("https://api", "https://b"), 9, "carriers[1].name is 'web', as in line 2"),
        (HTTP + DYSMSAPI.replace('"cloud"', '"web"'), 9, "carriers[1].name is 'web', as in line 2"),
    ],
)
def test_a_fault_names_the_key_and_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    fault = faults_of(tmp_path, text)[0]
    assert says in fault.says
    assert fault.line == line


def test_no_fault_shows_a_secret(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, HTTP.replace("opensesame", "open\\u0007sesame"))
    assert "not shown" in faults[0].says
    assert "sesame" not in str(faults)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "web.secret").write_text("from-a-file\n")
    path = tmp_path / "heliograph.toml"
    path.write_text(HTTP.replace('secret = "opensesame"', 'secret_file = "web.secret"'))
    (web,) = load(path, {}).settings.carriers
    assert isinstance(web, HttpCarrierSettings)
    assert web.secret.reveal() == "from-a-file"
