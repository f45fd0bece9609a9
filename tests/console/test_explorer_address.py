"""If these fail, a link that somebody shares opens another form, or tells a secret."""

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from explorer.test_form import WITH_SECRET
from heliograph.console.explorer_address import QUERY_LENGTH_MAX, TABS, View, address_of, view_of
from heliograph.explorer.form import sent
from heliograph.explorer.products import products
from heliograph.explorer.samples.languages import LANGUAGES

SEND = products()["Dysmsapi", "2018-05-01"][0]

views = st.builds(View, st.sampled_from(TABS), st.sampled_from(sorted(LANGUAGES)), st.sampled_from(["here", "cloud"]))
values = st.dictionaries(
    st.sampled_from([one.name for one in SEND.parameters]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(lambda t: t.replace("\r\n", "\n")),
)


@given(values, views)
def test_an_address_opens_the_form_that_it_was_made_of(filled_in: dict[str, str], view: View):
    path, _, query = address_of(SEND, filled_in, view).partition("?")
    said = dict(parse_qsl(query))
    assert path == "/console/explorer/Dysmsapi/2018-05-01/SendMessageToGlobe"
    assert (sent(SEND, said), view_of(said)) == (filled_in, view)


def test_secrets_stand_in_no_address():
    assert "geheim" not in address_of(WITH_SECRET, {"Name": "alice", "Password": "geheim"}, View("sample"))


def test_what_no_link_could_carry_is_left_out():
    assert address_of(SEND, {"Message": "é" * QUERY_LENGTH_MAX}, View("docs")).endswith("SendMessageToGlobe?tab=docs")


def test_a_view_that_there_is_not_is_the_first():
    assert view_of({"tab": "nope", "language": "cobol", "target": "moon"}) == View()
