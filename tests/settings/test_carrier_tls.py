"""Without this, a link could be in the clear that should be TLS, or a wrong file show only when nothing goes out."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from certificates import Pair, make_pair
from heliograph.settings import CarrierSettings, ConfigurationError, PairProblem, Secret, carrier_context, load
from heliograph.settings.carrier import CarrierKind

CARRIERS = """\
[[carriers]]
name = "clear"
kind = "smpp"
host = "smsc.example.net"
port = 2775
system_id = "heliograph"
password = "secret08"
[[carriers]]
name = "sealed"
kind = "smpp"
host = "smsc.example.net"
port = 3550
system_id = "heliograph"
password = "secret08"
"""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return make_pair(tmp_path_factory.mktemp("pair"))


def carrier(**changes: Any) -> CarrierSettings:
    return CarrierSettings(
        name="a", kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret("p"), **changes
    )


def test_a_carrier_is_spoken_to_in_the_clear_unless_it_is_said_otherwise() -> None:
    assert carrier_context(carrier()) is None


def test_the_smsc_must_show_a_certificate_with_its_name(pair: Pair) -> None:
    for context in (carrier_context(carrier(tls=True)), carrier_context(carrier(tls=True, tls_ca=pair.cert))):
        assert context is not None
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_with_its_own_issuer_no_other_is_trusted(pair: Pair) -> None:
    context = carrier_context(carrier(tls=True, tls_ca=pair.cert))
    assert context is not None
    assert context.cert_store_stats()["x509"] == 1


@pytest.mark.parametrize("missing", ["cert", "key"])
def test_half_a_pair_is_refused(pair: Pair, missing: str) -> None:
    given = {"tls_cert": pair.cert, "tls_key": pair.key}
    del given[f"tls_{missing}"]
    with pytest.raises(PairProblem, match=f"is set without tls_{missing}"):
        carrier_context(carrier(tls=True, **given))


@pytest.mark.parametrize("name", ["ca", "cert", "key", "server_name"])
def test_what_is_for_tls_is_refused_without_it(pair: Pair, name: str) -> None:
    with pytest.raises(PairProblem, match="without tls = true") as problem:
        carrier_context(carrier(**{f"tls_{name}": "smsc" if name == "server_name" else pair.cert}))
    assert problem.value.key == name


@pytest.mark.parametrize(
    ("lines", "line", "says"),
    [
        ('tls_ca = "ca.pem"\n', 15, "carriers[1].tls_ca is set without tls = true"),
        ('tls = true\ntls_ca = "none.pem"\n', 16, "none.pem', which cannot be read: No such file"),
        ('tls = true\ntls_ca = "heliograph.toml"\n', 16, "which holds no certificate in PEM form"),
        ('tls = true\ntls_ca = "broken.pem"\n', 16, "which cannot be used"),
        ('tls = true\ntls_cert = "one.crt"\n', 16, "carriers[1].tls_cert is set without tls_key"),
        ('tls = true\ntls_cert = "one.crt"\ntls_key = "two.key"\n', 17, "is not the key of the first certificate"),
        ("tls = true\ntls_server_name = 'a b'\n", 16, "it must be a host name or an address"),
    ],
)
def test_a_start_is_refused_by_file_and_line(tmp_path: Path, lines: str, line: int, says: str) -> None:
    make_pair(tmp_path, "one")
    make_pair(tmp_path, "two")
    (tmp_path / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    path = tmp_path / "heliograph.toml"
    path.write_text(CARRIERS + lines)
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert (fault.line, says in fault.says) == (line, True), fault


def test_files_count_from_the_configurations_own_folder(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, "one")
    path = tmp_path / "heliograph.toml"
    path.write_text(CARRIERS + 'tls = true\ntls_ca = "one.crt"\ntls_cert = "one.crt"\ntls_key = "one.key"\n')
    clear, sealed = load(path).settings.carriers
    assert (clear.tls, sealed.tls_ca, sealed.tls_key) == (False, pair.cert, pair.key)
