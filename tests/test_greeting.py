"""If these fail, whoever starts the server does not learn where to bind, or a password stands in a log file."""

from pathlib import Path

from heliograph.greeting import Greeting, SmppEndpoint, text_of
from heliograph.settings import Kept, RootKey, Secret


def greeting(smpp: SmppEndpoint | None) -> Greeting:
    kept = Kept(RootKey("LTAIx", Secret("root-secret")), Path("data/credentials.json"))
    return Greeting("127.0.0.1", 8080, kept, "http://127.0.0.1:8080/console#t", "http://u", True, smpp=smpp)


def test_it_says_where_to_bind_and_with_what_on_a_terminal_only():
    endpoint = SmppEndpoint("127.0.0.1", 2775, 3550, "heliograph", "h7KdPq3x")
    shown = text_of(greeting(endpoint), to_terminal=True)
    assert "smpp://127.0.0.1:2775 and smpps://127.0.0.1:3550" in shown
    assert "system_id heliograph, password h7KdPq3x" in shown
    assert "h7KdPq3x" not in text_of(greeting(endpoint), to_terminal=False)
    assert "h7KdPq3x" not in repr(endpoint)


def test_without_a_credential_of_this_machine_only_the_port_is_shown():
    shown = text_of(greeting(SmppEndpoint("0.0.0.0", 0, 3550)), to_terminal=True)
    assert "smpps://127.0.0.1:3550" in shown
    assert "smpp://" not in shown
    assert "system_id" not in shown


def test_nothing_is_said_where_customers_cannot_bind():
    assert "SMPP" not in text_of(greeting(None), to_terminal=True)
