"""SMS: Twilio's signature, its form, its client against a loopback server, its errors."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback.server import Answer, Fault
from loopback.twilio_api import ACCOUNT_SID, AUTH_TOKEN, TwilioApi, refusal
from twilio.request_validator import RequestValidator

from bot.channels import NotSent, Sent, sms
from bot.channels.sms import Account, Form, Signature, Sms, fields, read
from bot.message import Option, Outbound

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
URL = "https://nearhand.example.org"
INBOUND = (("MessageSid", "SM1"), ("From", "+447700900123"), ("Body", "sitter for mum"), ("NumMedia", "0"))


class Multi(dict[str, list[str]]):
    """A form as web frameworks hand it to Twilio's own validator."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def multi(form: Form) -> Multi:
    made = Multi()
    for name, value in form:
        made.setdefault(name, []).append(value)
    return made


# the signature

FORMS = st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=8)), max_size=6)


@given(
    FORMS, st.sampled_from(["/sms", "/sms?a=b&a=&c=%20d", "/sms/receipt?x=1"]), st.sampled_from([URL, URL + ":8443"])
)
def test_the_signature_is_the_one_that_twilios_validator_wants(form: Form, path: str, base: str) -> None:
    validator, ours = RequestValidator(AUTH_TOKEN), Signature(AUTH_TOKEN, base)
    theirs = validator.compute_signature(base + path, multi(form))
    assert ours.of(path, form) == theirs
    assert ours.fits(path, form, theirs.encode())
    assert validator.validate(base + path, multi(form), ours.of(path, form))


@pytest.mark.parametrize("signed", [f"{URL}/sms", f"{URL}:443/sms"])
def test_a_signature_over_the_address_with_or_without_its_port_fits(signed: str) -> None:
    signature = RequestValidator(AUTH_TOKEN).compute_signature(signed, dict(INBOUND))
    assert Signature(AUTH_TOKEN, URL + "/").fits("/sms", INBOUND, signature.encode())


def test_repeated_and_empty_fields_survive_the_wire() -> None:
    form = [("Body", ""), ("To", "+44"), ("Tag", "b"), ("Tag", "a"), ("Tag", "b"), ("Odd", "é +&=%\n🙂")]
    assert fields(urlencode(form).encode()) == form
    assert Signature(AUTH_TOKEN, URL).of("/sms", form) == RequestValidator(AUTH_TOKEN).compute_signature(
        URL + "/sms", multi(form)
    )


@pytest.mark.parametrize("signature", [b"", b"x", "é".encode(), b"AAAAAAAAAAAAAAAAAAAAAAAAAAA=", b"\xff"])
def test_another_signature_does_not_fit(signature: bytes) -> None:
    assert not Signature(AUTH_TOKEN, URL).fits("/sms", INBOUND, signature)


def test_another_address_field_or_key_does_not_fit() -> None:
    signature = Signature(AUTH_TOKEN, URL).of("/sms", INBOUND).encode()
    assert not Signature(AUTH_TOKEN, URL).fits("/sms?x=1", INBOUND, signature)
    assert not Signature(AUTH_TOKEN, URL).fits("/sms", (*INBOUND, ("Extra", "")), signature)
    assert not Signature(AUTH_TOKEN, "https://other.example.org").fits("/sms", INBOUND, signature)
    assert not Signature("another token", URL).fits("/sms", INBOUND, signature)


# reading


def test_a_form_is_read() -> None:
    inbound = read(INBOUND, NOW)
    assert (inbound.channel, inbound.provider_id, inbound.sender) == ("sms", "SM1", "+447700900123")
    assert (inbound.words, inbound.kind, inbound.at) == ("sitter for mum", "text", NOW)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ((), "text"),
        ((("NumMedia", ""),), "text"),
        ((("NumMedia", "1"),), "photo"),
        ((("NumMedia", "1"), ("MediaContentType0", "image/jpeg")), "photo"),
        ((("NumMedia", "1"), ("MediaContentType0", "audio/amr")), "voice"),
        ((("NumMedia", "1"), ("MediaContentType0", "text/vcard")), "other"),
        ((("OptOutType", "STOP"), ("Body", "STOP")), "text"),
    ],
)
def test_kinds_of_message(more: Form, kind: str) -> None:
    inbound = read((*more, ("SmsSid", "SM1"), ("From", "+447700900123")), NOW)
    assert (inbound.kind, inbound.provider_id) == (kind, "SM1")


def test_a_form_without_an_id_or_sender_is_refused() -> None:
    for missing in ("MessageSid", "From"):
        with pytest.raises(KeyError):
            read([field for field in INBOUND if field[0] != missing], NOW)


# laying out


def test_choices_are_numbered_below() -> None:
    options = (Option("menu:want:find", "Find support"), Option("menu:want:cqc", "Ask about “CQC”"))
    (outbound,) = Sms().lay_out("What would you like? 🙂", options)
    assert outbound.text == 'What would you like?\n1 Find support\n2 Ask about "CQC"'
    assert outbound.options == options
    assert (outbound.encoding, outbound.segments) == ("GSM-7", 1)


def test_choices_that_the_text_shows_are_not_numbered_again() -> None:
    options = (Option("find_support:details:1", "Anna", written=True), Option("menu:more", "More"))
    (outbound,) = Sms().lay_out("1 Anna, 3 km", options)
    assert outbound.text == "1 Anna, 3 km\n2 More"
    assert outbound.options == options


def test_a_long_text_is_parted_and_the_last_part_offers_the_choices() -> None:
    options = (Option("a:b:c", "Yes"),)
    parts = Sms().lay_out("A sentence of some length to fill the page. " * 20, options)
    assert [part.segments for part in parts] == [3, 3]
    assert [part.options for part in parts] == [(), options]
    assert parts[-1].text.endswith("\n1 Yes")


def test_nothing_to_say_is_no_message() -> None:
    assert Sms().lay_out("🙂", ()) == []


# sending


def account(api: TwilioApi, **changes: Any) -> Account:
    keys: dict[str, Any] = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "sender": "+441632960000"}
    return Account(**{**keys, "public_url": URL + "/", "api_base": api.url, **changes})


def sent(api: TwilioApi, text: str = "hello", **changes: Any) -> Sent | NotSent:
    return asyncio.run(Sms(account(api, **changes)).send("+447700900123", Outbound(text)))


def test_a_message_goes_out_as_twilio_describes_it() -> None:
    with TwilioApi() as api:
        assert sent(api, "Café at 2pm? £17.50 & more\n1 Yes") == Sent(f"SM{1:032x}")
    assert api.problems == []
    assert api.sent == [
        {
            "To": "+447700900123",
            "From": "+441632960000",
            "Body": "Café at 2pm? £17.50 & more\n1 Yes",
            "StatusCallback": f"{URL}/sms/receipt",
            "ValidityPeriod": "14400",
        }
    ]


def test_a_messaging_service_sends_without_a_number_or_receipts() -> None:
    service = "MG" + "0" * 32
    with TwilioApi() as api:
        assert isinstance(sent(api, sender=service, public_url=None), Sent)
    assert api.problems == []
    assert api.sent[0].keys() == {"To", "MessagingServiceSid", "Body", "ValidityPeriod"}


FAULTS: list[tuple[Fault, NotSent]] = [
    (Answer(429, {"code": 20429}, {"Retry-After": "7"}), NotSent("429", again=True, retry_after=7)),
    (Answer(429, {"code": 20429}), NotSent("429", again=True)),
    (refusal(500, 20500), NotSent("20500", again=True)),
    (Answer(503, b"<html>Busy</html>"), NotSent("503", again=True)),
    (refusal(401, 20003), NotSent("20003", again=True, retry_after=300)),
    (refusal(400, 21610), NotSent("21610", again=False, opted_out=True)),
    (refusal(400, 21211), NotSent("21211", again=False, unreachable=True)),
    (refusal(400, 21614), NotSent("21614", again=False, unreachable=True)),
    (refusal(400, 21611), NotSent("21611", again=True)),
    (refusal(400, 21617), NotSent("21617", again=False)),
    ("cut", NotSent("ConnectionError", again=True)),
    ("cut after", NotSent("ConnectionError", again=True)),
    ("hang", NotSent("ReadTimeout", again=True)),
]


@pytest.mark.parametrize(("fault", "outcome"), FAULTS, ids=[outcome.code for _, outcome in FAULTS])
def test_what_twilio_answers_decides_what_follows(
    fault: Fault, outcome: NotSent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "TIMEOUT", 0.2 if fault == "hang" else 30)
    with TwilioApi() as api:
        api.faults.append(fault)
        assert sent(api) == outcome
        assert isinstance(sent(api), Sent)


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with TwilioApi() as api:
        gone = account(api)
    outcome = asyncio.run(Sms(gone).send("+447700900123", Outbound("hello")))
    assert outcome == NotSent("ConnectionError", again=True)


def test_nothing_is_logged_of_numbers_or_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with TwilioApi() as api:
        sent(api, "a private matter")
        api.faults.append(refusal(400, 21211))
        sent(api, "a private matter")
    assert "private" not in caplog.text
    assert "7700900123" not in caplog.text
    assert AUTH_TOKEN not in caplog.text
