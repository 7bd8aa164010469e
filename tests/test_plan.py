"""The setup plan behind a link: who gets to see it, until when, what it holds, as a page and as a PDF."""

import asyncio
import logging
import re
import zlib
from base64 import b32encode
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from app_visits import KEY, PUBLIC
from hypothesis import given
from hypothesis import strategies as st
from ours import world as known
from pydantic import ValidationError
from sqlalchemy import select

from bot import plan as plan_module
from bot.app import app_of
from bot.content import CONTENT, Content
from bot.content.pages import PlanPage
from bot.content.pieces import read_yaml
from bot.flows.any_time import PLAN_LASTS
from bot.flows.checklist_steps import steps
from bot.flows.question import World
from bot.flows.setup_plan import CHECKLIST, plan_of
from bot.house import House, build, clock
from bot.message import Inbound
from bot.plan_pdf import pdf_of, plain
from bot.settings import read_settings
from bot.store import plans
from bot.store.inbox import Safe
from bot.store.plans import LONDON, NoPlanError, OldPlanError, link, opened, token
from bot.store.seal import Seal
from bot.store.tables import due, person
from bot.turn import take

NUMBER = "+447700900123"
SAFE, OTHER = Safe(Seal([KEY]), "a" * 64), Safe(Seal([KEY]), "b" * 64)
NOW = datetime(2026, 11, 23, 10, tzinfo=LONDON)
UNTIL = date(2026, 12, 23)
ABOUT = ["set up a care business", "1", "1", "just me", "in their kitchen", "only to get there"]
MARKS = ["done", "weekly", "got my dbs", "contract later", "car insurance not for me", "done the insurance"]


THEIRS = {"support": "personal-care", "workers": "just_me", "food": "their_kitchen", "driving": "visits"}
"""What the answers of ABOUT say."""


def total() -> int:
    """How many steps they have."""
    return len(steps(known()[0].checklists.of("cambridgeshire"), THEIRS))


# The token


def test_a_token_leads_to_one_person_until_its_last_day() -> None:
    made = token(SAFE, "sms", NUMBER, UNTIL)
    assert re.fullmatch(r"[a-z2-7]{32}", made)
    assert opened(SAFE, made, NOW) == (SAFE.key("sms", NUMBER)[:16], UNTIL)
    assert opened(SAFE, made.upper(), NOW)[1] == UNTIL
    assert token(SAFE, "telegram", NUMBER, UNTIL) != made != token(OTHER, "sms", NUMBER, UNTIL)


@pytest.mark.parametrize(
    ("now", "works"),
    [
        ("2026-12-23T23:59:59", True),
        ("2026-12-24T00:00", False),
        ("2027-12-23T10:00", False),
        ("2026-11-23T10:00", True),
    ],
)
def test_a_token_grows_old_at_midnight_in_london(now: str, works: bool) -> None:
    made, moment = token(SAFE, "sms", NUMBER, UNTIL), datetime.fromisoformat(now).replace(tzinfo=LONDON)
    if works:
        assert opened(SAFE, made, moment)
    else:
        with pytest.raises(OldPlanError):
            opened(SAFE, made, moment)


def test_a_link_made_late_at_night_in_summer_counts_from_that_day() -> None:
    made = link(SAFE, PUBLIC, "sms", NUMBER, datetime(2026, 7, 1, 0, 30, tzinfo=LONDON))
    start, _, code = made.rpartition("/")
    assert start == f"{PUBLIC}/plan"
    assert opened(SAFE, code, NOW.replace(month=7))[1] == date(2026, 7, 1) + PLAN_LASTS


def test_no_letter_of_a_token_can_be_changed() -> None:
    made = token(SAFE, "sms", NUMBER, UNTIL)
    for place, letter in enumerate(made):
        forged = made[:place] + ("a" if letter != "a" else "b") + made[place + 1 :]
        with pytest.raises(NoPlanError):
            opened(SAFE, forged, NOW)


@pytest.mark.parametrize("text", ["", "a", "a" * 31, "a" * 32, "a" * 40, "1" * 32, "é" * 32, "a" * 4000, "../secret"])
def test_what_is_no_token_opens_nothing(text: str) -> None:
    with pytest.raises(NoPlanError):
        opened(SAFE, text, NOW)


@given(st.binary(min_size=20, max_size=20))
def test_a_guess_opens_nothing(guess: bytes) -> None:
    with pytest.raises(NoPlanError):
        opened(SAFE, b32encode(guess).decode().lower(), NOW)


def test_a_token_of_another_database_opens_nothing() -> None:
    with pytest.raises(NoPlanError):
        opened(OTHER, token(SAFE, "sms", NUMBER, UNTIL), NOW)


# The plan


def here(area: str | None = None) -> World:
    """A world for plans."""
    nothing: Any = None
    return World(NOW, known()[0], nothing, nothing, area)


def test_a_plan_lists_every_step_that_applies_with_all_that_is_known() -> None:
    answers = {
        "area": "cambridgeshire",
        "support": "personal-care",
        "workers": "just_me",
        "food": "no",
        "driving": "no",
    }
    answers |= {"dbs": "done", "done_on": "dbs=2026-11-20 ico=2026-11-21", "ico": "later", "idea": "done"}
    plan = plan_of(answers, here(), NOW.date())
    checklist = known()[0].checklists.of("cambridgeshire")
    assert [step.title for step in plan.steps] == [step.item.title for step in steps(checklist, answers)]
    assert (plan.area, plan.progress) == ("For a small care business in Cambridgeshire.", "2 of 25 steps are done.")
    by_title = {step.title: step for step in plan.steps}
    dbs = by_title["DBS check"]
    assert (dbs.state, dbs.state_words) == ("done", "Done on 20 November 2026")
    assert dict(dbs.facts)["To do again"] == "Every two years. By 20 November 2028."
    assert "£49.50" in dict(dbs.facts)["Cost"]
    assert dict(dbs.facts)["Read more"].startswith("https://www.nhsemployers.org/")
    assert by_title["Your idea"].state_words == "Done"
    assert (by_title["Pay the data fee"].state_words, by_title["Tell HMRC"].state_words) == ("Later", "To do")
    assert dict(by_title["Pay the data fee"].facts)["To do again"] == "Each year."
    assert (
        dict(by_title["First training"].facts)["Who to ask"]
        == "Cambridgeshire adult social care, 0345 045 5202, https://www.cambridgeshire.gov.uk"
    )


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        ("MUST_REGISTER", "you must register with CQC before you give this care. Please do not start"),
        ("EXEMPT_SOLE_TRADER", "you look exempt. You would not have to register with CQC. You could lose this"),
        ("NOT_REGULATED", "you do not need to register with CQC for this. Ask us again if anything changes."),
        ("GET_ADVICE", "We cannot be sure from what you told us. Please do not start"),
        (None, None),
    ],
)
def test_a_plan_holds_the_result_of_cqcs_questions(outcome: str | None, says: str | None) -> None:
    answers = {**THEIRS, "area": "worcestershire", **({"cqc_outcome": outcome, "cqc": "done"} if outcome else {})}
    facts = {label: text for step in plan_of(answers, here(), NOW.date()).steps for label, text in step.facts}
    assert ("Your result" in facts) is bool(says)
    assert says is None or says in facts["Your result"]
    shown = CHECKLIST.how("cqc", answers, here()).values["how"]
    assert (says or "Say CQC").split(".")[0] in str(shown)


def test_a_plan_outside_our_areas_names_no_council() -> None:
    answers = {"area": "elsewhere", "support": "groups", "personal_care": "no", "workers": "unsure", "food": "no"}
    plan = plan_of({**answers, "driving": "no"}, here(), NOW.date())
    assert plan.area == ""
    assert dict(plan.steps[0].facts)["Who to ask"] == known()[0].checklists.general.items["idea"].who


@pytest.mark.parametrize("field", ["area", "today", "until", "done_on", "again_by", "progress", "page"])
@pytest.mark.parametrize("text", ["nothing to fill in", "{} {} {}", "{name}", "{", "}{}", "{0} {1}"])
def test_words_that_cannot_be_filled_in_are_told(field: str, text: str) -> None:
    written = read_yaml(CONTENT / "pages.yaml")["plan"]
    with pytest.raises(ValidationError, match=field):
        PlanPage.model_validate({**written, field: text})


# Over the web


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    """A house in which one person by SMS has a plan."""
    path = tmp_path_factory.mktemp("plan") / "house.db"
    path.write_bytes(sqlite_template.read_bytes())
    settings = {"DATABASE_URL": f"sqlite:///{path}", "NEARHAND_SECRET_KEY": KEY, "PUBLIC_URL": PUBLIC}
    made = build(read_settings({**settings, "NEARHAND_SAMPLE": "yes"}), known()[1])
    say(made, *ABOUT, *MARKS)
    yield made
    made.store.close()


def say(house: House, *words: str, sender: str = NUMBER) -> str:
    """Messages, and the last answer."""
    for number, one in enumerate(words):
        house.store.receive(Inbound("web", f"{sender}{number}{one}", sender, one, clock()))
        taken = [turn for turns in iter(lambda: take(house.store, house.talk), []) for turn in turns]
    assert taken[-1].reply
    return taken[-1].reply.outbounds[-1].text


def code_for(house: House, days: int = 3, sender: str = NUMBER) -> str:
    """A token that is good for so many days."""
    return token(house.store.safe, "web", sender, clock().date() + timedelta(days=days))


def visit(house: House, act: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    """Ask the app of a house for something."""

    async def run() -> None:
        transport = httpx.ASGITransport(app=app_of(house, False))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            await act(client)

    asyncio.run(run())


def get(house: House, path: str) -> httpx.Response:
    """One page."""
    answers: list[httpx.Response] = []

    async def act(client: httpx.AsyncClient) -> None:
        answers.append(await client.get(path))

    visit(house, act)
    return answers[0]


def test_the_link_in_the_chat_opens_the_plan(house: House) -> None:
    text = say(house, "send me my plan")
    path = re.search(rf"{PUBLIC}(/plan/[a-z2-7]{{32}}) ", text)
    assert path
    page = get(house, path[1])
    assert page.status_code == 200
    assert f"3 of {total() - 1} steps are done." in page.text
    assert "For a small care business in Cambridgeshire." in page.text
    assert page.text.count('<li class="step ') == total()
    for state in ("done", "later", "not_for_me", "open"):
        assert f'<li class="step {state}">' in page.text
    assert f'<a href="{path[1]}.pdf">' in page.text
    assert NUMBER not in page.text and NUMBER[1:] not in page.text


def test_a_house_sets_a_timer_for_whoever_wants_reminders(house: House) -> None:
    say(house, *ABOUT, "done", "every two weeks", sender="reminded")
    theirs = person.c.address_key == house.store.safe.key("web", "reminded")
    query = select(due.c.kind, due.c.due_at).join(person).where(theirs)
    [(kind, moment)] = house.store.read(lambda connection: connection.execute(query).all())
    assert (kind, timedelta(days=13) < moment - clock() < timedelta(days=21)) == ("nudge", True)
    say(house, "STOP", sender="reminded")
    assert house.store.read(lambda connection: connection.execute(query).all()) == []


def test_a_plan_is_private(house: House) -> None:
    for suffix in ("", ".pdf"):
        headers = get(house, f"/plan/{code_for(house)}{suffix}").headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex, nofollow, noarchive"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["strict-transport-security"]
        assert "set-cookie" not in headers
    page = get(house, f"/plan/{code_for(house)}").text
    assert '<meta name="robots" content="noindex' in page and '<meta name="referrer" content="no-referrer">' in page
    assert all('rel="noopener noreferrer"' in found for found in re.findall(r'<a href="https?:[^>]*>', page))


def test_the_page_shows_the_plan_as_it_is_now(house: House) -> None:
    say(house, *ABOUT, "done", sender="someone-new")
    path = f"/plan/{code_for(house, sender='someone-new')}"
    before = get(house, path).text
    say(house, "monthly", "done", sender="someone-new")
    after = get(house, path).text
    assert f"1 of {total()} steps" in before and f"2 of {total()} steps" in after


def test_the_pdf_holds_the_same(house: House) -> None:
    answer = get(house, f"/plan/{code_for(house)}.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == 'inline; filename="setup-plan.pdf"'
    assert answer.content.startswith(b"%PDF-")
    words = text_in(answer.content)
    for one in ("Your plan to set up", f"3 of {total() - 1} steps are done.", "DBS check", "Done on ", "Page 1 of "):
        assert one in words
    assert NUMBER[1:] not in words


def text_in(pdf: bytes) -> str:
    """The words that a PDF shows, in order."""
    streams = (zlib.decompress(found) for found in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL))
    shown = (re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", stream) for stream in streams)
    return " ".join(re.sub(r"\\(.)", r"\1", words.decode("latin-1")) for found in shown for words in found)


@pytest.mark.parametrize("suffix", ["", ".pdf"])
@pytest.mark.parametrize("forged", ["a" * 32, "x", "%2e%2e", "a" * 3000, "plan.pdf"])
def test_a_forged_link_finds_no_page(house: House, forged: str, suffix: str) -> None:
    answer = get(house, f"/plan/{forged}{suffix}")
    assert answer.status_code == 404
    assert "There is no page here" in answer.text


def test_a_link_for_somebody_we_do_not_know_finds_no_page(house: House) -> None:
    assert get(house, f"/plan/{code_for(house, sender='+447700900999')}").status_code == 404
    say(house, "cleaner in malvern", sender="no-founder")
    assert get(house, f"/plan/{code_for(house, sender='no-founder')}").status_code == 404


def test_a_link_that_could_be_two_peoples_finds_no_page(house: House) -> None:
    with pytest.raises(NoPlanError):
        house.store.read(lambda connection: plans.whose(connection, house.store.safe.seal, ""))


def test_an_old_link_says_how_to_get_a_new_one(house: House) -> None:
    for suffix in ("", ".pdf"):
        answer = get(house, f"/plan/{code_for(house, days=-1)}{suffix}")
        assert answer.status_code == 410
        assert "This link is too old" in answer.text and "Say PLAN" in answer.text
        assert answer.headers["x-robots-tag"].startswith("noindex")
    assert get(house, f"/plan/{code_for(house, days=0)}").status_code == 200


def test_a_forgotten_person_has_no_plan(house: House) -> None:
    say(house, *ABOUT, "done", sender="leaving")
    path = f"/plan/{code_for(house, sender='leaving')}"
    assert get(house, path).status_code == 200
    say(house, "forget me", "yes", sender="leaving")
    assert get(house, path).status_code == 404


def test_a_plan_is_not_made_over_and_over(house: House) -> None:
    say(house, *ABOUT, "done", sender="hammered")
    path = f"/plan/{code_for(house, sender='hammered')}"
    statuses: list[int] = []

    async def act(client: httpx.AsyncClient) -> None:
        statuses.extend([(await client.get(path)).status_code for _ in range(21)])
        statuses.append((await client.get(f"/plan/{code_for(house)}")).status_code)

    visit(house, act)
    assert statuses == [*[200] * 20, 429, 200]


def test_what_breaks_is_told_without_words(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise LookupError(f"about {NUMBER}")

    monkeypatch.setattr(plan_module, "plan_of", breaks)
    answer = get(house, f"/plan/{code_for(house)}")
    assert (answer.status_code, "Something went wrong" in answer.text) == (500, True)
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == ["a plan could not be shown: LookupError"]
    assert NUMBER not in caplog.text


# The PDF


def test_the_same_plan_at_the_same_moment_makes_the_same_file() -> None:
    plan, words = plan_of({"support": "groups"}, here("essex"), NOW.date()), known()[0].pages.plan
    assert pdf_of(plan, words, "Nearhand", NOW) == pdf_of(plan, words, "Nearhand", NOW)
    assert pdf_of(plan, words, "Nearhand", NOW) != pdf_of(plan, words, "Nearhand", NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£49.50, café", "£49.50, café"),
        ("“it’s” – so…", '"it\'s" - so...'),
        ("Ŵyre", "Wyre"),
        ("a • b", "a - b"),
        ("漢", "?"),
        ("", ""),
    ],
)
def test_letters_that_the_fonts_lack_are_put_another_way(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_every_word_of_content_can_be_printed() -> None:
    content: Content = known()[0]
    everything = {"support": "personal-care", "workers": "helpers", "food": "own_food", "driving": "passengers"}
    for area in (None, *content.areas):
        plan = plan_of(everything, here(area), NOW.date())
        said = [text for step in plan.steps for _, text in step.facts]
        assert [text for text in said if plain(text).count("?") != text.count("?")] == []
