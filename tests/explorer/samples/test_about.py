"""If this fails, a sample does not say what it does, or where its key comes from."""

from explorer.samples.cases import OPERATIONS
from heliograph.explorer.samples.about import about
from heliograph.explorer.samples.given import given

QUERY = given(OPERATIONS["QueryMessage"], {})


def test_the_first_lines_are_the_manuals():
    lines = " ".join(line.removeprefix("# ") for line in about(QUERY, "#"))
    assert lines.startswith(f"QueryMessage of Dysmsapi 2018-05-01. {QUERY.operation.says} The key comes from ALIBABA_")
    assert lines.endswith("the default provider chain finds one.")


def test_a_script_has_no_provider_chain():
    assert "chain" not in " ".join(about(QUERY, "#", by_chain=False))


def test_no_description_has_what_a_comment_would_not_survive():
    assert [one.name for one in OPERATIONS.values() if "\\" in one.says or not one.says.isprintable()] == []
