"""Without this, a command would sign with the wrong key, or send the local root key to another machine."""

from pathlib import Path

import pytest

from certificates import make_pair
from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.target import Target, endpoint_of, is_loopback, signer_of, trust_of
from heliograph.client import parse_endpoint
from heliograph.settings import RootKey, Secret, keep_root_key

ENVIRONMENT = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret"}


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("LOCALHOST", True),
        ("localhost.example.com", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("", False),
        ("127.0.0.1.nip.io", False),
    ],
)
def test_this_machine_is_known_by_name_and_never_by_resolving(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_the_flag_wins_over_the_environment_over_the_default() -> None:
    assert str(endpoint_of(Target(endpoint="a:1"), {"HELIOGRAPH_ENDPOINT": "b:2"})) == "http://a:1"
    assert str(endpoint_of(Target(), {"HELIOGRAPH_ENDPOINT": "https://b:2/"})) == "https://b:2"
    assert str(endpoint_of(Target(), {"HELIOGRAPH_ENDPOINT": ""})) == "http://127.0.0.1:8080"


@pytest.mark.parametrize("endpoint", ["a/b", "ftp://host", "host:port", "host:99999", "user@host", ":8080", "[::1"])
def test_what_is_no_endpoint_is_a_wrong_command_line(endpoint: str) -> None:
    with pytest.raises(Failure, match="endpoint") as caught:
        endpoint_of(Target(endpoint=endpoint), {})
    assert caught.value.code is ExitCode.USAGE


def test_the_way_on_goes_to_the_same_server() -> None:
    assert Target().as_flags() == ""
    assert Target(endpoint="a:1", data=Path("my data")).as_flags() == "--endpoint a:1 --data 'my data' "


def test_a_certificate_of_one_s_own_is_trusted_alone(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    target, https = Target(ca=pair.cert), parse_endpoint("https://127.0.0.1:1")
    context = trust_of(target, https)
    assert context is not None
    assert context.cert_store_stats()["x509"] == 1
    assert trust_of(Target(), https) is None
    assert target.as_flags() == f"--ca {pair.cert} "


@pytest.mark.parametrize(
    ("endpoint", "content", "code", "says"),
    [
        ("http://h", b"", ExitCode.USAGE, "--ca is for a server on https://"),
        ("https://h", None, ExitCode.CONFIGURATION, "which cannot be read: No such file"),
        ("https://h", b"no PEM", ExitCode.CONFIGURATION, "which holds no certificate in PEM form"),
    ],
)
def test_what_cannot_be_trusted_is_said(
    tmp_path: Path, endpoint: str, content: bytes | None, code: ExitCode, says: str
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Failure, match=says) as caught:
        trust_of(Target(ca=file), parse_endpoint(endpoint))
    assert caught.value.code is code


def test_the_environment_s_key_signs_for_any_host() -> None:
    signer = signer_of(Target(), "sms.example.com", {**ENVIRONMENT, "ALIBABA_CLOUD_SECURITY_TOKEN": "token"})
    assert (signer.access_key_id, signer.access_key_secret, signer.security_token) == ("id", "secret", "token")
    assert "secret" not in repr(signer)
    assert "token" not in repr(signer)


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_half_a_key_is_refused(name: str) -> None:
    with pytest.raises(Failure, match=f"{name} is set without ") as caught:
        signer_of(Target(), "127.0.0.1", {name: "x"})
    assert caught.value.code is ExitCode.CONFIGURATION


def test_the_root_key_signs_for_this_machine_only(tmp_path: Path) -> None:
    keep_root_key(tmp_path, RootKey("LTAIroot", Secret("root-secret")))
    for target, environ in ((Target(data=tmp_path), {}), (Target(), {"HELIOGRAPH_DATA": str(tmp_path)})):
        signer = signer_of(target, "localhost", environ)
        assert (signer.access_key_id, signer.access_key_secret) == ("LTAIroot", "root-secret")
        assert signer.source == str(tmp_path / "credentials.json")
        with pytest.raises(Failure, match=r"no key for sms\.example\.com") as caught:
            signer_of(target, "sms.example.com", environ)
        assert caught.value.code is ExitCode.CONFIGURATION


def test_a_folder_without_a_key_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"credentials\.json is not there\. Name the server's data folder") as caught:
        signer_of(Target(data=tmp_path), "127.0.0.1", {})
    assert caught.value.code is ExitCode.CONFIGURATION


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keep_root_key(tmp_path).file.chmod(0o644)
    with pytest.raises(Failure, match="can be read by others") as caught:
        signer_of(Target(data=tmp_path), "127.0.0.1", {})
    assert caught.value.code is ExitCode.CONFIGURATION
