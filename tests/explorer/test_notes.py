"""If these fail, a form likes what the server refuses, or faults what it takes."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.explorer.form import form
from heliograph.explorer.notes import Note, notes
from heliograph.explorer.products import products
from heliograph.operations.validate import Faults, validate
from heliograph.sms.msisdn import NumberBook

OPERATIONS = {operation.name: operation for described in products().values() for operation in described}
NUMBERS = NumberBook()


def noted(name: str, whole: bool = False, **values: str) -> dict[str, Note]:
    operation = OPERATIONS[name]
    return notes(operation, form(operation), values, NUMBERS, whole)


def test_a_number_shows_where_it_is():
    note = noted("SendMessageToGlobe", To="+85261234567")["To"]
    assert note.number is not None
    assert (note.number.country, note.number.region) == ("China", "HongKong")
    assert noted("SendMessageToGlobe", To="nobody")["To"].fault == "To must be a dialing code and number, in digits."


def test_a_text_shows_how_it_is_cut_and_what_makes_it_dear():
    plain = noted("SendMessageToGlobe", Message="x" * 161)["Message"].ruler
    assert plain is not None
    assert (plain.lengths, plain.foreign) == ((153, 8), ())
    wide = noted("SendMessageToGlobe", Message="a “quote”")["Message"].ruler
    assert wide is not None
    assert [one.character for one in wide.foreign] == ["“", "”"]
    assert noted("BatchSendMessageToGlobe", Message='["Hi"]')["Message"].ruler is None, "no text but a list of them"


def test_what_is_missing_is_no_fault_before_the_call():
    assert noted("QueryMessage")["MessageId"] == Note()
    assert noted("QueryMessage", whole=True)["MessageId"].fault == "MessageId is mandatory for this action."


def test_one_fault_leaves_the_notes_of_the_others():
    found = noted("SendMessageToGlobe", To="85261234567", ValidityPeriod="soon", Message="Hi")
    assert found["To"].number is not None
    assert found["Message"].ruler is not None
    assert found["ValidityPeriod"].fault


@given(st.sampled_from(sorted(OPERATIONS)), st.data())
def test_a_form_finds_what_the_server_finds(name: str, data: st.DataObject):
    operation = OPERATIONS[name]
    names = st.sampled_from([one.name for one in operation.parameters] or ["Nope"])
    values = data.draw(st.dictionaries(names, st.text(st.characters(exclude_categories=["Cs"]), max_size=30)))
    found = validate(operation, values, NUMBERS)
    expected = {one.parameter for one in found.faults} if isinstance(found, Faults) else set()
    assert {one for one, note in noted(name, whole=True, **values).items() if note.fault} == expected
