"""A name from the wrong line would show a number in another town, or bill it as another network."""

import subprocess
import sys
from pathlib import Path

import phonenumbers
import pytest

from heliograph.sms import prefix_names
from heliograph.sms.prefix_names import PrefixNames, country_names

#: Asks every 13th prefix and its neighbours of the tables themselves; runs alone, for importing them takes 130 MB.
COMPARE = """
from phonenumbers.carrierdata import CARRIER_DATA
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.geodata.locale import LOCALE_DATA
from heliograph.sms.prefix_names import PrefixNames, country_names

def slowly(data, digits):
    names = (data.get(digits[:length], {}).get("en") for length in range(len(digits), 0, -1))
    return next((name for name in names if name), "")

asked = 0
for table, data in (("geodata", GEOCODE_DATA), ("carrierdata", CARRIER_DATA)):
    names = PrefixNames(table)
    for prefix in list(data)[::13]:
        for digits in (prefix, prefix[:-1], prefix + "0", prefix + "99", str(int(prefix) + 1), str(int(prefix) - 1)):
            assert names.find(digits) == slowly(data, digits), digits
            asked += 1
countries = country_names()
for region, spoken in LOCALE_DATA.items():
    english = spoken.get("en", "")
    assert countries[region] == (spoken[english[1:]] if english.startswith("*") else english), region
print(asked)
"""


def test_the_names_are_those_of_the_whole_tables():
    done = subprocess.run([sys.executable, "-c", COMPARE], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert int(done.stdout) > 100_000


def test_nothing_of_the_tables_is_imported():
    asks = (
        "import sys; from heliograph.sms.msisdn import NumberBook; NumberBook().look_up('12025550123');"
        "print(*sorted(name for name in sys.modules if 'geodata' in name or 'carrierdata' in name))"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("digits", ["", "0", "1", "9", "999999999999999", "2"])
def test_digits_without_an_area_have_no_name(digits: str):
    assert PrefixNames("geodata").find(digits) == ""


def test_countries_have_their_english_names():
    names = country_names()
    assert (names["DE"], names["CN"], names["US"]) == ("Germany", "China", "United States")
    assert all(names.values())
    assert set(phonenumbers.SUPPORTED_REGIONS) - set(names) <= {"AC", "TA", "XK"}


class TestTablesOfAnotherForm:
    """A release of the library that writes its tables otherwise must cost time, never answers."""

    LINES = " '1': {'en': 'One'},\n"

    @pytest.fixture
    def library(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        for table in ("geodata", "carrierdata"):
            (tmp_path / table).mkdir()
        monkeypatch.setattr(prefix_names, "_LIBRARY", tmp_path)
        monkeypatch.setattr(prefix_names, "_imported", lambda table: {"12": {"en": table}, "123": {"de": "Eins"}})
        return tmp_path / "geodata"

    def test_an_unknown_form_is_imported(self, library: Path):
        (library / "data0.py").write_text("data = dict(\n" + self.LINES)
        assert PrefixNames("geodata").find("1234") == "geodata"

    def test_lines_out_of_order_are_imported(self, library: Path):
        for number, prefix in enumerate(("44", "1201")):
            (library / f"data{number}.py").write_text(f"\ndata = {{\n '{prefix}':{{'en': 'Area'}},\n}}\n")
        assert PrefixNames("geodata").find("1234") == "geodata"

    def test_no_name_is_no_name_there_as_well(self, library: Path):
        (library / "data0.py").write_text("")
        assert PrefixNames("geodata").find("99") == ""
        assert PrefixNames("geodata").find("1") == ""


class TestSmallTable:
    @pytest.fixture
    def names(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PrefixNames:
        (tmp_path / "geodata").mkdir()
        lines = [
            " '12':{'en': 'Twelve', 'de': 'Zwoelf'},",
            " '1234':{'de': 'Nur deutsch'},",
            " '12345':{'en': u('Caf\\u00e9')},",
            " '129':{'en': \"King's Lynn\"},",
            " '44':{'de': '*en', 'en': 'Fourty-four'},",
        ]
        for number, chunk in enumerate((lines[:2], lines[2:])):
            text = "# head\ndata = {\n" + "\n".join(chunk) + "\n}\n"
            (tmp_path / "geodata" / f"data{number}.py").write_text(text)
        monkeypatch.setattr(prefix_names, "_LIBRARY", tmp_path)
        return PrefixNames("geodata")

    @pytest.mark.parametrize(
        ("digits", "name"),
        [
            ("12", "Twelve"),
            ("1233999", "Twelve"),
            ("1234", "Twelve"),  # the longer prefix has no English name
            ("12346", "Twelve"),
            ("123456", "Café"),
            ("1299", "King's Lynn"),
            ("13", ""),
            ("11", ""),
            ("1", ""),
            ("440", "Fourty-four"),
            ("45", ""),
        ],
    )
    def test_the_longest_prefix_with_an_english_name_counts(self, names: PrefixNames, digits: str, name: str):
        assert names.find(digits) == name
