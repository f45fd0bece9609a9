"""Without this, an operator would not learn which line of the configuration is wrong, or the wrong source would win."""

from pathlib import Path

import pytest

from heliograph.settings import ConfigurationError, Fault, Secret, load
from heliograph.settings.carrier import AfterUnknown, CarrierKind, IdForm
from heliograph.settings.model import LogLevel, StoreMode

CARRIER = """\
[[carriers]]
name = "net-one"
kind = "smpp"
host = "smsc.example.net"
port = 2775
system_id = "heliograph"
password = "secret08"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "heliograph.toml"
    path.write_text(text)
    return path


def faults_of(folder: Path, text: str) -> list[Fault]:
    with pytest.raises(ConfigurationError) as caught:
        load(written(folder, text))
    return list(caught.value.faults)


def test_everything_has_a_default() -> None:
    settings = load().settings
    assert (settings.host, settings.port, settings.data) == ("127.0.0.1", 8080, Path(".heliograph"))
    assert settings.simulated
    assert settings.limits.enforced
    assert settings.api.offset_minutes == 480
    assert not settings.access_key_id
    assert not settings.access_key_secret


def test_the_least_carrier_works_and_replaces_the_simulated_one(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, CARRIER))
    (carrier,) = loaded.settings.carriers
    assert (carrier.name, carrier.kind, carrier.host, carrier.port) == (
        "net-one",
        CarrierKind.SMPP,
        "smsc.example.net",
        2775,
    )
    assert (carrier.system_id, carrier.password.reveal()) == ("heliograph", "secret08")
    assert (carrier.window, carrier.on_unknown, carrier.id_form, carrier.receipts) == (
        10,
        AfterUnknown.RESEND,
        IdForm.EXACT,
        True,
    )
    assert not loaded.settings.simulated
    assert loaded.warnings == ()


def test_every_key_is_read(tmp_path: Path) -> None:
    text = (
        """\
host = "0.0.0.0"
port = 0
data = "/srv/heliograph"
drain_seconds = 3
access_key_id = "LTAI5t"
access_key_secret = "pinned"
[limits]
enforced = false
calls_per_second = { QueryMessage = 7 }
[api]
date_offset = "-0330"
allow_mainland = true
default_validity_seconds = 60
[store]
mode = "thread"
wait_max_seconds = 1.5
[delivery]
doubt_wait_seconds = 0
receipt_grace_seconds = 10
[log]
level = "debug"
"""
        + CARRIER
        + """\
system_type = "VMA"
window = 50
response_timeout_seconds = 2
enquire_link_seconds = 5
id_form = "hex-to-dec"
on_unknown = "hold"
receipts = false
[[credentials]]
access_key_id = "STS.N"
access_key_secret = "s"
security_token = "t"
"""
    )
    settings = load(written(tmp_path, text)).settings
    assert (settings.port, settings.data, settings.drain_seconds) == (0, Path("/srv/heliograph"), 3.0)
    assert settings.access_key_secret == Secret("pinned")
    assert settings.limits.calls_per_second == {"QueryMessage": 7}
    assert not settings.limits.enforced
    assert settings.api.offset_minutes == -210
    assert settings.api.allow_mainland
    assert settings.store.mode is StoreMode.THREAD
    assert settings.delivery.doubt_wait_seconds == 0
    assert settings.log.level is LogLevel.DEBUG
    assert settings.carriers[0].on_unknown is AfterUnknown.HOLD
    assert settings.carriers[0].response_timeout_seconds == 2.0
    assert settings.credentials[0].security_token.reveal() == "t"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (CARRIER + "tlvs = { 0x140 = 'x' }\n", 8, "tlvs.0x140 is no tag: four digits in hex, such as 0x1400"),
        (CARRIER + "receipt_states = { FAILED = 'gone' }\n", 8, "is 'gone'; it must be delivered, failed, rejected"),
        (CARRIER + "receipt_states = { 'NO SUCH' = 'failed' }\n", 8, "is no word of a receipt: 1 to 32 letters"),
        (CARRIER + "receipt_date_offset = '0800'\n", 8, "it must be a sign, two digits of hours and two of minutes"),
        (CARRIER + "tlvs = { 0x0424 = 'x' }\n", 8, "is a tag that long_messages decides about"),
        (
            CARRIER + "status_classes = { 0x0 = 'retry' }\n",
            8,
            "status_classes.0x0 is no error status: 0x and its value",
        ),
        (CARRIER + "status_classes = { ESME_ROK = 'retry' }\n", 8, "status_classes.ESME_ROK is no error status"),
        (CARRIER + "status_classes = { ESME_RTROTTLED = 'retry' }\n", 8, "ESME_RTROTTLED is no error status"),
        (
            CARRIER + "status_classes = { 0x58 = 'slow' }\n",
            8,
            'is \'slow\'; it must be "throttle", "retry", "permanent"',
        ),
        (CARRIER + "tlvs = { 0x1400 = 5 }\n", 8, "is 5; it must be a text of at most 255 characters"),
        (CARRIER + "[carriers.tlvs]\n0x1400 = 'a'\n0x1401 = 'hex:0'\n", 10, "is 'hex:0'; it must be a text"),
        (CARRIER + f"tlvs.0x1400 = '{'x' * 256}'\n", 8, "it must be a text of at most 255 characters"),
        (
            CARRIER + "[carriers.tlvs]\n" + "".join(f"0x14{n:02}='a'\n" for n in range(17)),
            8,
            "tlvs must be a table of at most 16 tags",
        ),
        (CARRIER + "destination_ton_npi = '7/1'\n", 8, "it must be type of number and numbering plan such as"),
        (CARRIER + "sender = 'Heliograph24'\n", 8, "it must be letters and digits, at most 11 of them"),
        ("port = 8080\nprot = 1\n", 2, 'prot is no setting; did you mean "port"?'),
        ("zzz = 1\n", 1, "zzz is no setting; known here: host, port, data,"),
        ("\n\nport = 'x'\n", 3, "port is 'x'; it must be a whole number from 0 to 65535"),
        ("port = 65536\n", 1, "port is 65536; it must be"),
        ("port = true\n", 1, "port is true; it must be"),
        ("port = 80.5\n", 1, "port is 80.5; it must be"),
        ("port = 1979-05-27\n", 1, "it must be a whole number"),
        ("port = [\n1]\n", 1, "port is a list; it must be"),
        ("host = ''\n", 1, "host is ''; it must be a host name or an address, without a port"),
        ("data = ''\n", 1, "data is ''; it must be the path of a folder"),
        ("drain_seconds = nan\n", 1, "drain_seconds is nan"),
        ("[api]\ndate_offset = '+08:00'\n", 2, "api.date_offset is '+08:00'; it must be a sign, two digits"),
        ("api.allow_mainland = 1\n", 1, "api.allow_mainland is 1; it must be true or false"),
        ("api = 5\n", 1, "api must be a table: write [api] and its keys below"),
        ("# c\n[store]\nmode = 'x'\n", 3, 'store.mode is \'x\'; it must be "auto", "inline" or "thread"'),
        ("[stroe]\nmode = 'auto'\n", 1, 'stroe is no setting; did you mean "store"?'),
        ("[limits]\nqps = 5\n", 2, "limits.qps is no setting"),
        (
            "[limits.calls_per_second]\nQueryMessage = 5\nQueryMesage = 5\n",
            3,
            'limits.calls_per_second.QueryMesage names no operation; did you mean "QueryMessage"?',
        ),
        ("[limits]\ncalls_per_second = { QueryMessage = -1 }\n", 2, "QueryMessage is -1; it must be a whole number"),
        ("[limits]\ncalls_per_second = 5\n", 2, "limits.calls_per_second must be a table of operations"),
        ("[limits.send]\nprice_per_segment = { UK = 1 }\n", 2, "price_per_segment.UK names no country: two letters"),
        (
            "[limits.send]\nprice_per_segment = { HK = -1 }\n",
            2,
            "HK is -1; it must be a whole number from 0 to 10000000",
        ),
        ("[limits.send]\ncountries_denied = ['GB', 'UK']\n", 2, "has 'UK', which is no country of ISO 3166"),
        ("[limits.send]\ncountries_denied = ['gb']\n", 2, "it must be a list of countries"),
        ("[limits.send]\ncountries_denied = 'GB'\n", 2, "it must be a list of countries"),
        ("[opt_out]\nstop_words = ['']\n", 2, "opt_out.stop_words is a list; it must be a list of words"),
        ("[carriers]\nname = 'a'\n", 1, "carriers must be a list of tables: write [[carriers]] above each"),
        ("carriers = [1]\n", 1, "carriers must be a list of tables"),
        (CARRIER.replace("port = 2775\n", ""), 1, "carriers[0].port is missing; it must be a whole number"),
        (
            CARRIER + CARRIER.replace("one", "two").replace('kind = "smpp"', 'kind = "https"'),
            10,
            "carriers[1].kind is 'https'; it must be",
        ),
        (CARRIER + "\n" + CARRIER, 10, "carriers[1].name is 'net-one', as in line 2; each must have its own"),
        (CARRIER.replace("example.net", "example.net:2775"), 4, "it must be a host name or an address, without a port"),
        (
            CARRIER.replace('system_id = "heliograph"', 'system_id = "你好"'),
            6,
            "must be text of 1 to 15 characters of Latin-1",
        ),
        (CARRIER.replace("secret08", "a\\u0000b"), 7, "carriers[0].password is not shown, being a secret"),
        (CARRIER.replace("net-one", "Net_One"), 2, "carriers[0].name is 'Net_One'; it must be 1 to 32 lower-case"),
        (CARRIER.replace("net-one", "net-one\\n"), 2, "carriers[0].name is 'net-one\\n'; it must be"),
        (
            CARRIER + 'on_unknown = "ask"\n',
            8,
            'carriers[0].on_unknown is \'ask\'; it must be "resend", "hold" or "query_sm"',
        ),
        (CARRIER + "window = 0\n", 8, "carriers[0].window is 0; it must be a whole number from 1 to 1000"),
        (CARRIER + "windw = 5\n", 8, 'carriers[0].windw is no setting; did you mean "window"?'),
        (CARRIER + 'password_file = "x"\n', 8, "carriers[0].password_file is given beside password; keep one"),
        (CARRIER.replace('password = "secret08"', "password_file = 5"), 7, "must be the path of a file that holds"),
        (CARRIER.replace('password = "secret08"', 'password_file = "x"'), 7, "which cannot be read: No such file"),
        ("port = \n", 1, "is no TOML: invalid value"),
        ("port = 1\nport = 2\n", 2, "is no TOML: cannot overwrite a value"),
        ('host = "x\n', 1, "is no TOML: illegal character"),
        ("[store]\n[store]\n", 2, "is no TOML: cannot declare"),
        ("a = '''\n\n", 1, "is no TOML: "),
    ],
)
def test_a_fault_names_file_line_and_key(tmp_path: Path, text: str, line: int, says: str) -> None:
    (fault,) = faults_of(tmp_path, text)
    assert says in fault.says
    assert fault.line == line
    assert str(fault).startswith(f"{tmp_path}/heliograph.toml:{line}: ")


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path, "prot = 1\n[[carriers]]\nname = 5\nkind = 'smpp'\n[api]\nx = 1\nallow_mainland = 'no'\n"
    )
    assert [fault.line for fault in faults] == [1, 2, 2, 2, 2, 3, 6, 7]
    assert [fault.key for fault in faults][:2] == ["prot", "carriers[0].host"]


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.toml: cannot be read: No such file or directory"):
        load(tmp_path / "absent.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes(b'host = "\xe4"\n')
    with pytest.raises(ConfigurationError, match=r"latin\.toml: is not UTF-8 text at octet 8"):
        load(path)


def test_line_ends_and_marks_of_other_systems_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "dos.toml"
    path.write_bytes(b"\xef\xbb\xbfport = 1\r\n\r\nhots = 2\r\n")
    with pytest.raises(ConfigurationError, match=r'dos\.toml:3: hots is no setting; did you mean "host"'):
        load(path)


def test_a_flag_wins_over_the_environment_over_the_file_over_the_default(tmp_path: Path) -> None:
    path = written(tmp_path, 'host = "file"\nport = 1\ndata = "from-file"\n[log]\nform = "json"\n')
    environ = {"HELIOGRAPH_HOST": "environment", "HELIOGRAPH_PORT": "2", "HELIOGRAPH_LOG_LEVEL": "ERROR"}
    settings = load(path, environ, {"port": 3, "host": None, "data": None}).settings
    assert (settings.port, settings.host) == (3, "environment")
    assert settings.data == tmp_path / "from-file"
    assert (settings.log.form, settings.log.level) == ("json", LogLevel.ERROR)
    assert settings.drain_seconds == 10.0


def test_the_environment_may_name_the_file(tmp_path: Path) -> None:
    environ = {"HELIOGRAPH_CONFIG": str(written(tmp_path, "port = 5\n" + CARRIER))}
    loaded = load(environ=environ)
    assert loaded.settings.port == 5
    assert loaded.file == tmp_path / "heliograph.toml"
    assert loaded.warnings == ()


def test_a_flag_out_of_bounds_is_a_fault() -> None:
    with pytest.raises(ConfigurationError, match=r"^command line: --port is 70000; it must be a whole number from 0"):
        load(flags={"port": 70000})


def test_a_file_without_carriers_is_warned_of(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, "port = 5\n"))
    assert loaded.settings.simulated
    assert [str(warning) for warning in loaded.warnings] == [
        f"{tmp_path}/heliograph.toml: no [[carriers]] here: messages go to the simulated carrier and reach nobody"
    ]


def test_half_a_root_key_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="access_key_id is set without access_key_secret"):
        load(environ={"HELIOGRAPH_ACCESS_KEY_ID": "LTAI"})
    with pytest.raises(ConfigurationError, match="access_key_secret is set without access_key_id"):
        load(environ={"HELIOGRAPH_ACCESS_KEY_SECRET": "x"})
    both = load(written(tmp_path, 'access_key_id = "LTAI"\n'), {"HELIOGRAPH_ACCESS_KEY_SECRET": "x"}).settings
    assert both.access_key_secret.reveal() == "x"


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "net.password").write_text("from file\n")
    text = CARRIER.replace('password = "secret08"', 'password_file = "net.password"')
    assert load(written(tmp_path, text)).settings.carriers[0].password.reveal() == "from file"


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines\n", b"\xff", b"x" * 64, b"x" * 10_000])
def test_a_secret_file_of_another_shape_is_a_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "net.password").write_bytes(content)
    (fault,) = faults_of(tmp_path, CARRIER.replace('password = "secret08"', 'password_file = "net.password"'))
    assert fault.line == 7
    assert "xxxx" not in fault.says


@pytest.mark.parametrize("value", ["5", '["secret08"]', '"' + "secret08" * 10 + '"'])
def test_no_fault_shows_a_secret(tmp_path: Path, value: str) -> None:
    (fault,) = faults_of(tmp_path, CARRIER.replace('"secret08"', value))
    assert "carriers[0].password is not shown, being a secret" in fault.says
    assert "secret08" not in str(fault)


@pytest.mark.parametrize(
    "host", ["localhost", "smsc-1.example_x.net", "192.0.2.7", "::1", "2001:db8::7", "0.0.0.0", "::"]
)
def test_a_host_is_a_name_or_an_address(tmp_path: Path, host: str) -> None:
    assert load(written(tmp_path, f'host = "{host}"\n')).settings.host == host


@pytest.mark.parametrize("host", ["a b", "192.0.2.7:2775", "[::1]", "http://a", "a/b", "a\\n", "a:2775"])
def test_a_host_with_more_in_it_is_a_fault(tmp_path: Path, host: str) -> None:
    (fault,) = faults_of(tmp_path, f'host = "{host}"\n')
    assert "it must be a host name or an address, without a port" in fault.says


def test_limits_on_sending_are_read(tmp_path: Path) -> None:
    file = tmp_path / "heliograph.toml"
    file.write_text(
        "[limits.send]\nrecipient_per_minute = 1\ncountries_allowed = ['HK', '001']\n"
        "[limits.send.country_messages_per_day]\nHK = 5\n'*' = 1\n[opt_out]\nstop_words = ['ARRET']\n"
    )
    settings = load(file).settings
    assert settings.limits.send.recipient_per_minute == 1
    assert settings.limits.send.countries_allowed == ("HK", "001")
    assert settings.limits.send.country_messages_per_day == {"HK": 5, "*": 1}
    assert settings.opt_out.stop_words == ("ARRET",)


WORDING = """\
[[templates]]
code = "SMS_1"
content = "Your code is ${code}."
type = "OTP"
name = "sign-in"

[[templates]]
code = "SMS_2"
content = "two\\nlines"

[[signatures]]
name = "阿里云"
"""


def test_templates_and_signatures_are_read(tmp_path: Path) -> None:
    settings = load(written(tmp_path, WORDING)).settings
    assert [(one.code, one.content, one.type.value, one.name) for one in settings.templates] == [
        ("SMS_1", "Your code is ${code}.", "OTP", "sign-in"),
        ("SMS_2", "two\nlines", "NOTIFY", ""),
    ]
    assert [one.name for one in settings.signatures] == ["阿里云"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[[templates]]\ncode = "a b"\ncontent = "x"', "templates[0].code"),
        ('[[templates]]\ncode = "a"\ncontent = "${"', "templates[0].content"),
        ('[[templates]]\ncode = "a"\ncontent = "【Bank】"', "templates[0].content"),
        (f'[[templates]]\ncode = "a"\ncontent = "{"x" * 501}"', "templates[0].content"),
        ('[[templates]]\ncode = "a"', "templates[0].content"),
        ('[[templates]]\ncode = "a"\ncontent = "x"\ntype = "otp"', "templates[0].type"),
        ('[[signatures]]\nname = "【阿里云】"', "signatures[0].name"),
        ('[[signatures]]\nname = "ab"\n[[signatures]]\nname = "ab"', "signatures[1].name"),
    ],
)
def test_words_that_could_not_be_sent_are_a_fault(tmp_path: Path, text: str, key: str) -> None:
    assert [fault.key for fault in faults_of(tmp_path, text)] == [key]
