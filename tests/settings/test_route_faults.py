"""Without this, a misspelt carrier in a rule would be found by a customer's message and not by `heliograph check`."""

from pathlib import Path

import pytest

from heliograph.settings import ConfigurationError, Fault, RouteSettings, load

CARRIERS = """\
[[carriers]]
name = "net-one"
kind = "smpp"
host = "smsc.example.net"
port = 2775
system_id = "heliograph"
password = "secret08"
[[carriers]]
name = "net-two"
kind = "smpp"
host = "smsc.example.org"
port = 2775
system_id = "heliograph"
password = "secret08"
"""

#: The line of the first key below `[[routes]]` and its name.
FIRST = CARRIERS.count("\n") + 3

PAGE = Path(__file__).parents[2] / "docs" / "routing.md"

GOOD = "carriers = { net-one = 1 }\n"


def written(folder: Path, route: str, carriers: str = CARRIERS) -> Path:
    path = folder / "heliograph.toml"
    path.write_text(f'{carriers}[[routes]]\nname = "r"\n{route}')
    return path


def faults_of(path: Path) -> list[Fault]:
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    return list(caught.value.faults)


def test_every_key_of_a_rule_is_read(tmp_path: Path) -> None:
    route = """\
countries = ["HK", "001"]
prefixes = ["8526"]
senders = ["Acme", ""]
accounts = ["1000000000000002"]
types = ["OTP", "MKT"]
times = ["22:00-07:00", "00:00-24:00"]
carriers = { net-one = 3, net-two = 1000 }
"""
    assert load(written(tmp_path, route)).settings.routes == (
        RouteSettings(
            name="r",
            countries=("HK", "001"),
            prefixes=("8526",),
            senders=("Acme", ""),
            accounts=("1000000000000002",),
            types=("OTP", "MKT"),
            times=("22:00-07:00", "00:00-24:00"),
            carriers={"net-one": 3, "net-two": 1000},
        ),
    )


def test_a_rule_may_refuse_and_may_name_carriers_that_take_over(tmp_path: Path) -> None:
    path = written(
        tmp_path, 'refuse = "BLACK_KEY_CONTROL_LIMIT"\n[[routes]]\nname = "s"\n' + GOOD + 'failover = ["net-two"]\n'
    )
    refusing, other = load(path).settings.routes
    assert (refusing.refuse, other.failover) == ("BLACK_KEY_CONTROL_LIMIT", ("net-two",))


def test_the_carrier_inside_can_be_named_when_there_is_no_other(tmp_path: Path) -> None:
    path = written(tmp_path, "carriers = { simulator = 1 }\n", carriers="")
    assert load(path).settings.routes[0].carriers == {"simulator": 1}


@pytest.mark.parametrize(
    ("line", "key", "says"),
    [
        ('countries = ["UK"]', "countries", "has 'UK', which is no country of ISO 3166"),
        ('countries = ["gb"]', "countries", "must be a list of countries, each two letters"),
        ('prefixes = ["+852"]', "prefixes", "must be a list of texts of 1 to 15 digits"),
        ("prefixes = [852]", "prefixes", "must be a list of texts of 1 to 15 digits"),
        ('accounts = ["root"]', "accounts", "must be a list of accounts' ids"),
        ('types = ["otp"]', "types", "must be a list of OTP, NOTIFY and MKT"),
        ('times = ["22:00-25:00"]', "times", "must be a list of times of day such as 22:00-07:00"),
        ('times = ["7:00-22:00"]', "times", "must be a list of times of day such as 22:00-07:00"),
        ('times = ["24:00-07:00"]', "times", "must be a list of times of day such as 22:00-07:00"),
        ('times = ["07:00-07:00"]', "times", "must be a list of times of day such as 22:00-07:00"),
        ('failover = ["net-tow"]', "failover[0]", "names no carrier: 'net-tow'; did you mean \"net-two\"?"),
        ('failover = ["net-one"]', "failover[0]", "is 'net-one', which the rule names already"),
        ('failover = ["net-two", "net-two"]', "failover[1]", "is 'net-two', which the rule names already"),
        ('failover_on = ["ESME_RINVDSTADDR"]', "failover_on[0]", 'did you mean "ESME_RINVDSTADR"?'),
        ('failover_on = ["permanent"]', "failover_on", "must be a list of temporary, any, and names such as"),
        ('failover_on_receipt = ["DELIVRD"]', "failover_on_receipt[0]", "does not say that a message failed"),
        ('failover_on_receipt = ["ENROUTE"]', "failover_on_receipt[0]", "does not say that a message failed"),
        ("failover_after_seconds = -1", "failover_after_seconds", "is -1; it must be"),
        ('refuse = "NOT_SUPPORTED_COUNTRY"', "refuse", "a rule either sends or refuses"),
        ('refuse = "NO"', "refuse", "must be one of NOT_SUPPORTED_COUNTRY, MOBILE_NUMBER_ILLEGAL, BLACK_KEY"),
        ('carrier = "net-one"', "carrier", 'is no setting; did you mean "carriers"?'),
    ],
)
def test_a_bad_value_is_named_by_its_line(tmp_path: Path, line: str, key: str, says: str) -> None:
    [fault] = faults_of(written(tmp_path, f"{line}\n{GOOD}"))
    assert (fault.line, fault.key, fault.source) == (FIRST, f"routes[0].{key}", str(tmp_path / "heliograph.toml"))
    assert says in fault.says


@pytest.mark.parametrize("keys", ["carriers = { net-two = 1 }", 'carriers = { net-one = 1 }\nfailover = ["net-two"]'])
def test_no_rule_leads_to_a_carrier_that_only_receives(tmp_path: Path, keys: str) -> None:
    (fault,) = faults_of(written(tmp_path, f"{keys}\n", f'{CARRIERS}bind = "receiver"\n'))
    assert "names 'net-two', which is bound as \"receiver\" and takes no messages" in fault.says


@pytest.mark.parametrize(
    ("line", "key", "says"),
    [
        ("carriers = { net-three = 1 }", "carriers.net-three", "names no carrier: 'net-three'"),
        ("carriers = { net-one = 0 }", "carriers.net-one", "is 0; it must be a whole number from 1 to 1000"),
        ("carriers = { net-one = 1001 }", "carriers.net-one", "is 1001; it must be a whole number from 1 to 1000"),
        ('carriers = ["net-one"]', "carriers", "must be a table of names of `[[carriers]]`"),
    ],
)
def test_a_carrier_that_cannot_be_is_named_by_its_line(tmp_path: Path, line: str, key: str, says: str) -> None:
    [fault] = faults_of(written(tmp_path, f"{line}\n"))
    assert (fault.line, fault.key) == (FIRST, f"routes[0].{key}")
    assert says in fault.says


def test_a_rule_that_leads_nowhere_is_a_fault(tmp_path: Path) -> None:
    [fault] = faults_of(written(tmp_path, 'countries = ["HK"]\n'))
    assert (fault.line, fault.key) == (FIRST - 2, "routes[0]")
    assert "needs carriers to send to, or refuse" in fault.says


def test_two_rules_are_not_called_alike(tmp_path: Path) -> None:
    [fault] = faults_of(written(tmp_path, f'{GOOD}[[routes]]\nname = "r"\n{GOOD}'))
    assert "each must have its own" in fault.says


def test_all_unknown_carriers_are_told_at_once(tmp_path: Path) -> None:
    route = 'carriers = { one = 1, two = 1 }\nfailover = ["three"]\n'
    found = faults_of(written(tmp_path, route))
    assert [fault.key for fault in found] == [
        "routes[0].carriers.one",
        "routes[0].carriers.two",
        "routes[0].failover[0]",
    ]


def test_the_example_of_the_page_is_a_configuration(tmp_path: Path) -> None:
    path = tmp_path / "heliograph.toml"
    path.write_text(CARRIERS + PAGE.read_text().split("```toml\n")[1].split("```")[0])
    names = [route.name for route in load(path).settings.routes]
    assert names == ["hong-kong-codes", "no-adverts-at-night", "asia", "everything-else"]


def test_every_condition_is_explained_to_operators() -> None:
    page = PAGE.read_text()
    assert [name for name in RouteSettings.__struct_fields__ if name != "name" and f"`{name}`" not in page] == []
