"""Without this, a server would start with a certificate that no client can use, or not say which file is wrong."""

import ssl
from pathlib import Path

import pytest

from certificates import Pair, make_pair
from heliograph.settings import ConfigurationError, PairProblem, load, load_pair
from heliograph.settings.tls_pair import is_open_to_all


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return make_pair(tmp_path_factory.mktemp("pair"))


def broken(folder: Path, pair: Pair, how: str) -> tuple[Path, Path]:
    """Certificate and key, with one thing wrong."""
    cert, key = folder / "server.crt", folder / "server.key"
    cert.write_bytes(pair.cert.read_bytes())
    key.write_bytes(pair.key.read_bytes())
    match how:
        case "no certificate":
            cert.unlink()
        case "no key":
            key.unlink()
        case "a folder for a key":
            key.unlink()
            key.mkdir()
        case "swapped":
            return key, cert
        case "the certificate twice":
            return cert, cert
        case "another's key":
            key.write_bytes(make_pair(folder, "other").key.read_bytes())
        case "a key of another kind":
            key.write_bytes(make_pair(folder, "other", "rsa").key.read_bytes())
        case "a key with a passphrase":
            key.write_bytes(make_pair(folder, "locked", passphrase=b"s3cr3t").key.read_bytes())
        case "a cut certificate":
            cert.write_bytes(cert.read_bytes()[:200])
        case "a log":
            cert.write_bytes(b"x" * 1_048_577)
    return cert, key


BROKEN = [
    ("no certificate", "cert", "server.crt', which cannot be read: No such file"),
    ("no key", "key", "server.key', which cannot be read: No such file"),
    ("a folder for a key", "key", "server.key', which cannot be read: Is a directory"),
    ("swapped", "cert", "server.key', which holds no certificate in PEM form"),
    ("the certificate twice", "key", "server.crt', which holds no private key in PEM form"),
    ("another's key", "key", "which is not the key of the first certificate in "),
    ("a key of another kind", "key", "which is not the key of the first certificate in "),
    ("a key with a passphrase", "key", "which is encrypted; it must be a key without a passphrase"),
    ("a cut certificate", "cert", "which cannot be used with the key "),
    ("a log", "cert", "which is larger than 1048576 octets"),
]


@pytest.mark.parametrize(("how", "key", "says"), BROKEN, ids=[how for how, _, _ in BROKEN])
def test_what_is_wrong_with_a_pair_is_said_of_the_file(
    tmp_path: Path, pair: Pair, how: str, key: str, says: str
) -> None:
    cert, private = broken(tmp_path, pair, how)
    with pytest.raises(PairProblem) as caught:
        load_pair(cert, private)
    assert caught.value.key == key
    assert says in str(caught.value)
    assert "PRIVATE KEY" not in str(caught.value)


def test_a_pair_speaks_tls_1_2_or_later(pair: Pair) -> None:
    context = load_pair(pair.cert, pair.key)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.options & ssl.OP_NO_RENEGOTIATION


def written(folder: Path, text: str) -> Path:
    path = folder / "heliograph.toml"
    path.write_text(text)
    return path


def test_a_relative_path_counts_from_the_file_s_folder(tmp_path: Path) -> None:
    make_pair(tmp_path, "server")
    settings = load(written(tmp_path, '[tls]\ncert = "server.crt"\nkey = "server.key"\n')).settings
    assert (settings.tls.cert, settings.tls.key) == (tmp_path / "server.crt", tmp_path / "server.key")


def test_without_tls_there_is_none() -> None:
    assert load().settings.tls.cert is None


def test_a_fault_of_the_pair_names_file_line_and_key(tmp_path: Path, pair: Pair) -> None:
    config = written(tmp_path, f'port = 1\n\n[tls]\nkey = "nowhere.key"\ncert = "{pair.cert}"\n')
    with pytest.raises(ConfigurationError) as caught:
        load(config)
    [fault] = caught.value.faults
    assert (fault.source, fault.line, fault.key) == (str(config), 4, "tls.key")
    assert fault.says.startswith(f"tls.key names {str(tmp_path / 'nowhere.key')!r}, which cannot be read")


@pytest.mark.parametrize(("there", "missing"), [("cert", "key"), ("key", "cert")])
def test_half_a_pair_is_a_fault(tmp_path: Path, pair: Pair, there: str, missing: str) -> None:
    config = written(tmp_path, f'[tls]\n{there} = "{pair.cert}"\n')
    with pytest.raises(ConfigurationError) as caught:
        load(config)
    [fault] = caught.value.faults
    assert (fault.line, fault.key) == (2, f"tls.{there}")
    assert f"is set without tls.{missing}" in fault.says


def test_the_environment_may_give_one_half_and_is_named_for_it(tmp_path: Path, pair: Pair) -> None:
    config = written(tmp_path, f'[tls]\ncert = "{pair.cert}"\n')
    assert load(config, {"HELIOGRAPH_TLS_KEY": str(pair.key)}).settings.tls.key == pair.key
    with pytest.raises(ConfigurationError) as caught:
        load(config, {"HELIOGRAPH_TLS_KEY": "/nowhere"})
    [fault] = caught.value.faults
    assert (fault.source, fault.key) == ("environment", "HELIOGRAPH_TLS_KEY")
    assert fault.says.startswith("HELIOGRAPH_TLS_KEY names '/nowhere', which cannot be read")


def test_a_key_that_everybody_may_read_is_warned_of(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, "server")
    config = written(tmp_path, '[tls]\ncert = "server.crt"\nkey = "server.key"\n')
    assert not is_open_to_all(pair.key)
    assert [warning.key for warning in load(config).warnings] == [""]
    pair.key.chmod(0o644)
    [warning] = [warning for warning in load(config).warnings if warning.key]
    assert (warning.source, warning.line, warning.key) == (str(config), 3, "tls.key")
    assert "every user of this machine may read" in warning.says
