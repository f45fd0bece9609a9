"""Without this, the page about codes would promise codes that nobody meets, or keep quiet about those that they do."""

from pathlib import Path

from heliograph.gateway.emitted import delivery_codes, emitted
from heliograph.gateway.reference import reference
from heliograph.sms.codes import CODES

PAGE = Path(__file__).parents[2] / "docs" / "codes.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == reference(), "run: python -m heliograph.gateway.reference > docs/codes.md"


def test_every_code_of_the_catalogue_is_on_it_once_for_each_meaning() -> None:
    lines = reference().splitlines()
    here = emitted()
    for code in CODES:
        yes = "yes" if code in here else ""
        row = f"| `{code.code}` | {code.status} | {yes} | {code.message} | {code.advice} |"
        assert row.replace("|", "") in [line.replace("\\|", "|").replace("|", "") for line in lines]
    assert all(f"| `{code}` |" in reference() for code in delivery_codes())
