"""If these fail, a line that must be changed for the cloud is not marked."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.explorer.products import products
from heliograph.explorer.samples.compared import marked_lines
from heliograph.explorer.samples.languages import LANGUAGES, sample
from heliograph.explorer.samples.target import Protocol, Target, cloud

SEND = products()["Dysmsapi", "2018-05-01"][0]


def test_endpoint_and_protocol_are_marked_and_nothing_else():
    here, there = Target("127.0.0.1:8080", Protocol.HTTP), cloud("Dysmsapi")
    assert there is not None
    for language in LANGUAGES.values():
        codes = [sample(SEND, {"To": "1", "Message": "Hi"}, language, target).code for target in (here, there)]
        marked = [line for line, differs in marked_lines(*codes) if differs]
        assert any("127.0.0.1:8080" in line for line in marked)
        assert len(marked) <= 3, language.name


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_the_lines_are_those_of_the_code_and_the_unmarked_are_in_the_other(one: list[str], other: list[str]):
    marked = marked_lines("\n".join(one), "\n".join(other))
    assert [line for line, _ in marked] == "\n".join(one).split("\n")
    rest = iter("\n".join(other).split("\n"))
    assert all(line in rest for line, differs in marked if not differs)
