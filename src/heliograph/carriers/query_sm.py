"""Makes the query_sm of a question, and reads its answer (SMPP 3.4 §4.8)."""

from heliograph.carriers.deliver_sm import response_key
from heliograph.carriers.query import Finding, Found, NotFound, Question
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.smpp.pdu import QuerySm, QuerySmResp
from heliograph.sms.carrier_date import smpp_date
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.command_status import status_of
from heliograph.sms.message_state import MESSAGE_STATES


def query_sm_of(question: Question, settings: SmppSettings) -> QuerySm:
    """The PDU, with the very id of submit_sm_resp and the source address of submit_sm, as §4.8.1 asks for."""
    sender = question.sender or settings.form.sender
    ton, npi = settings.form.source(sender)
    return QuerySm(question.carrier_message_id, ton, npi, sender)


def finding_of(
    question: Question, command_status: int, pdu: QuerySmResp, settings: SmppSettings, received_at: int
) -> Finding:
    """What the answer says. A message_state that is none is no verdict."""
    if command_status:
        return NotFound(status_of(command_status).name)
    known = MESSAGE_STATES.get(pdu.message_state)
    if known is None:
        return NotFound(f"MESSAGE_STATE_{pdu.message_state}")
    date = pdu.final_date.strip("\0 ")
    return Found(
        key=response_key(question.carrier_message_id, settings.id_form),
        state=known.state,
        code=known.code,
        words=CarrierWords(stat=known.name, err=str(pdu.error_code or ""), done_date=date, done_at=smpp_date(date)),
        received_at=received_at,
    )
