"""The setup checklist: what applies to whom, marking, putting off, jumping, and its content."""

from datetime import date

import pytest
from founders import AREAS, CHECKLIST_TOLD, CHECKLISTS, INTENTS, NAMES, Founder, place, world
from hypothesis import given
from hypothesis import strategies as st

from bot.content.checklist import AreaChecklist, Checklist
from bot.flows.checklist_review import problems, texts
from bot.flows.checklist_steps import DONE, LATER, NOT_FOR_ME, STATES, applies, progress, steps
from bot.flows.question import heard_answers, step
from bot.flows.setup_checklist import SetupChecklist
from bot.flows.step_reasons import link_in
from bot.matching.understand import Heard
from bot.reading_age import long_sentences, reading_age

FLOW = SetupChecklist()
GENERAL = CHECKLISTS.general
ALONE = {"support": "home-help", "personal_care": "no", "workers": "just_me", "food": "no", "driving": "no"}
CARER = {"support": "personal-care", "workers": "just_me", "food": "their_kitchen", "driving": "passengers"}
CLUB = {"support": "groups", "personal_care": "no", "workers": "helpers", "food": "own_food", "driving": "no"}


def names(checklist: Checklist, answers: dict[str, str]) -> list[str]:
    return [step.name for step in steps(checklist, answers)]


def started(area: str | None = "essex", **answers: str) -> Founder:
    """Somebody whose questions about the business are answered, and who wants no reminders."""
    founder = Founder(FLOW, world(area=area)).says("i want to set up", "setup")
    founder.says("setup_checklist:reminders:never")
    for name, code in (answers or ALONE).items():
        founder.says(f"setup_checklist:{name}:{code}")
    return founder


# What applies


def test_the_plainest_business_has_about_twenty_steps() -> None:
    assert 20 <= len(names(GENERAL, ALONE)) <= 26


@pytest.mark.parametrize(
    ("step", "has", "has_not"),
    [
        ("employers_liability", CLUB, ALONE),
        ("helpers", CLUB, CARER),
        ("motor", CARER, CLUB),
        ("food_hygiene", CARER, ALONE),
        ("food_registration", CLUB, ALONE),
        ("training_more", CARER, CLUB),
        ("care_certificate", CARER, ALONE),
        ("care_certificate", {**ALONE, "personal_care": "unsure"}, ALONE),
        ("employers_liability", {**ALONE, "workers": "unsure"}, ALONE),
    ],
)
def test_steps_apply_by_what_the_business_does(step: str, has: dict[str, str], has_not: dict[str, str]) -> None:
    assert step in names(GENERAL, has)
    assert step not in names(GENERAL, has_not)


@pytest.mark.parametrize(
    "about",
    "idea demand size cqc legal_form hmrc ico public_liability dbs identity training policies contract prices "
    "support_plan risk contingency standards listed".split(),
)
def test_everybody_has_the_steps_that_all_need(about: str) -> None:
    assert all(
        about in names(checklist, who) for checklist in (GENERAL, *CHECKLISTS.areas.values()) for who in (ALONE, CARER)
    )


def test_conditions_are_any_of_all() -> None:
    either = ({"food": ("no",), "driving": ("no",)}, {"support": ("groups",)})
    assert applies((), {})
    assert applies(either, {"food": "no", "driving": "no"})
    assert applies(either, {"support": "groups"})
    assert not applies(either, {"food": "no", "driving": "visits"})


def test_areas_say_it_their_own_way() -> None:
    cambridgeshire, essex = CHECKLISTS.of("cambridgeshire"), CHECKLISTS.of("essex")
    renewal = cambridgeshire.items["dbs"].renewal
    assert renewal and renewal.months == 24
    assert "lone working" in cambridgeshire.items["training"].how
    assert "equality" in CHECKLISTS.of("worcestershire").items["training"].how
    assert "fewer than eight" in essex.items["size"].how
    assert essex.items["dbs"] == GENERAL.items["dbs"]
    assert CHECKLISTS.of("oxfordshire") is GENERAL is CHECKLISTS.of(None)
    carer = names(cambridgeshire, CARER)
    assert carer[carer.index("care_certificate") + 1] == "code_of_conduct"
    assert carer[carer.index("standards") + 1] == "terms"
    assert "code_of_conduct" not in names(cambridgeshire, ALONE)
    assert "terms" not in GENERAL.items


# Facts that must be right


def test_what_must_be_said_and_what_must_not() -> None:
    items = GENERAL.items
    assert "21 January 2026" in items["dbs"].how and "umbrella" in items["dbs"].how
    assert "mean different things" in items["dbs"].why
    assert "They choose and book that carer. Do not send one yourself." in items["contingency"].how
    assert "Never promise to send cover" in items["status"].why
    assert items["standards"].how.startswith("Check yourself against Worcestershire's list")
    assert "1 October 2026" in items["helpers"].why
    said = " ".join(text for found in texts(CHECKLISTS).values() for text in found)
    assert "basic check only" not in said and "launa" not in said.casefold()


def test_every_fact_has_a_source_and_a_day() -> None:
    for checklist in (GENERAL, *CHECKLISTS.areas.values()):
        for item in checklist.items.values():
            costs = [item.cost] if item.cost else []
            assert all(fact.source and fact.checked_on and fact.sure in "ABC" for fact in (item, *costs))


def test_nothing_is_wrong_with_it() -> None:
    assert problems(CHECKLISTS, INTENTS, date(2026, 11, 23)) == []
    old = problems(CHECKLISTS, INTENTS, date(2029, 1, 1))
    assert old and all(problem.warning for problem in old)


@pytest.mark.parametrize("path", texts(CHECKLISTS))
def test_it_can_be_read_at_ten(path: str) -> None:
    found = texts(CHECKLISTS)[path]
    assert reading_age(found, NAMES) <= 10
    assert long_sentences(found, names=NAMES) == []


def test_what_is_wrong_is_found() -> None:
    items = dict(GENERAL.items)
    idea = items.pop("idea")
    items["food"] = idea.model_copy(update={"applies_if": ({"colour": ("red",)},), "how": "Long. " * 60})
    items["i" * 60] = idea
    wrong = GENERAL.model_copy(update={"items": items})
    found = "\n".join(map(str, problems(CHECKLISTS.model_copy(update={"general": wrong, "areas": {}}))))
    told = (
        "food: this name is taken",
        "colour=red is no answer",
        "of 306 at most",
        "than 64 bytes",
        "'idea': is claimed",
    )
    assert [what for what in told if what not in found] == []


def test_an_area_cannot_change_a_step_that_is_not_there() -> None:
    change = {"items": {"hat": {"how": "Buy a hat.", "source": "x", "checked_on": "2026-11-21", "sure": "A"}}}
    with pytest.raises(KeyError, match="hat"):
        GENERAL.changed(AreaChecklist.model_validate(change))
    late = {**GENERAL.items["idea"].model_dump(), "after": "hat"}
    with pytest.raises(ValueError, match="hat"):
        GENERAL.changed(AreaChecklist.model_validate({"add": {"cap": late}}))


def test_labels_cannot_be_forgotten() -> None:
    written = {**GENERAL.model_dump(), "labels": {"done": "Done"}}
    with pytest.raises(ValueError, match="no words for later, not_for_me, why"):
        Checklist.model_validate(written)


# The conversation


def test_the_area_is_asked_only_where_it_is_not_known() -> None:
    there = Founder(FLOW, world()).says("help me set up", "setup")
    assert (there.asked, there.labels()) == ("area", [*(area.name for area in AREAS.values()), GENERAL.elsewhere])
    assert there.says("i live in huntingdon", area="cambridgeshire").answers["area"] == "cambridgeshire"
    assert Founder(FLOW, world()).says("set up", "setup").says("leeds", area="outside").answers["area"] == "elsewhere"
    assert started().asked == "idea"


@pytest.mark.parametrize(
    ("asked", "text", "code"),
    [
        ("support", "cleaning and shopping", "home-help"),
        ("support", "washing and dressing people", "personal-care"),
        ("support", "sitting with people so carers get a break", "company"),
        ("support", "a lunch club", "groups"),
        ("support", "purple", None),
        ("personal_care", "now and then", "yes"),
        ("personal_care", "nope", "no"),
        ("personal_care", "dunno", "unsure"),
        ("workers", "just me", "just_me"),
        ("workers", "me and my sister", "helpers"),
        ("workers", "not sure yet", "unsure"),
        ("food", "no", "no"),
        ("food", "in their kitchen", "their_kitchen"),
        ("food", "i deliver meals", "own_food"),
        ("driving", "only to get there", "visits"),
        ("driving", "i take people to appointments", "passengers"),
        ("driving", "no i walk", "no"),
    ],
)
def test_questions_about_the_business_are_answered_in_words(asked: str, text: str, code: str | None) -> None:
    order = ["support", "personal_care", "workers", "food", "driving"]
    there = started(**{name: ALONE[name] for name in order[: order.index(asked)]}) if asked != "support" else None
    there = there or Founder(FLOW, world(area="essex")).says("set up", "setup")
    assert there.asked == asked
    assert there.says(text).answers.get(asked) == code


@pytest.mark.parametrize(
    ("text", "settles"),
    [
        ("just me, i do cleaning and shopping for old people", {"support": "home-help", "workers": "just_me"}),
        ("me and my sister run a lunch club", {"support": "groups", "workers": "helpers"}),
        ("just me and my sister", {"workers": "helpers"}),
        ("just me", {"workers": "just_me"}),
        (
            "its only me doing gardening, no personal care",
            {"support": "home-help", "workers": "just_me", "personal_care": "no"},
        ),
        ("i help people wash and dress", {"support": "personal-care", "personal_care": "yes"}),
        ("companionship and trips out, i drive people in my car", {"support": "company", "driving": "passengers"}),
        (
            "me and my husband do odd jobs, we dont drive",
            {"support": "home-help", "workers": "helpers", "driving": "no"},
        ),
        ("i take them shopping", {"support": "company"}),
        ("i do a bit of cleaning and sometimes wash people", {"support": "home-help", "personal_care": "yes"}),
        ("i cook dinners in their own kitchens", {"food": "their_kitchen"}),
        ("i make meals in my kitchen and deliver them", {"food": "own_food"}),
        # What leaves it open is asked.
        ("cleaning and washing people", {"personal_care": "yes"}),
        ("just me for now, maybe a helper later", {}),
        ("should it be just me or with helpers", {}),
        ("no staff", {}),
        ("i used to work for a cleaning firm", {}),
        ("was a home carer 20 years doing washing and dressing", {}),
        ("i am going to run a lunch club", {"support": "groups"}),
        ("gonna do a lunch club wiv my mate", {"support": "groups", "workers": "helpers"}),
        (
            "i was a home carer 20 years want to go on my own in ely doing washing and dressing",
            {"support": "personal-care", "personal_care": "yes", "workers": "just_me"},
        ),
        ("helpin old ppl wash an dress", {"support": "personal-care", "personal_care": "yes"}),
        ("i want to start gardening for old people", {"support": "home-help"}),
        ("we want someone to do some gardening", {}),
        ("my mum needs cleaning", {}),
        ("me and my mum live in ely", {}),
        ("i live alone", {}),
        ("just me asking", {}),
        ("i wash windows", {}),
        ("sole trader", {}),
        ("i go to a lunch club", {}),
    ],
)
def test_what_is_told_outright_settles_its_question_and_no_other(text: str, settles: dict[str, str]) -> None:
    assert CHECKLIST_TOLD.settled(text) == settles


def test_a_founder_seeks_help_only_where_somebody_is_asked_for() -> None:
    seeking = """need a hand with my garden on fridays; can you find someone to sit with dad; sitter for my mum saturday
        actually my dad needs a carer too; who can mow my lawn; any cleaners about; mum could do with company"""
    telling = """gardening; i clean houses; i want to do gardening; i want to offer companionship; im a cleaner
        limited company; sole trader; do i need a food certificate to cook; they want me to clean
        people need cleaning round here; i have a dog walking business; training next week"""
    said = {True: seeking, False: telling}
    for seeks, lines in said.items():
        texts = [text.strip() for line in lines.splitlines() for text in line.split(";")]
        assert [text for text in texts if CHECKLIST_TOLD.seeks(text) is not seeks] == []


def test_facts_told_beside_the_open_question_are_kept_and_said_back() -> None:
    there = Founder(FLOW, world()).says("help me set up", "setup")
    there.says("just me, i do cleaning and shopping for old people in wyre forest", area="worcestershire")
    assert there.keys() == ["checklist_area", "checklist_said", "checklist_question"]
    assert there.value("checklist_said", "said") == [
        f"Kind of support: {label('support', 'home-help')}",
        f"Who works in it: {label('workers', 'just_me')}",
    ]
    assert (there.asked, there.answers["area"]) == ("personal_care", "worcestershire")
    club = Founder(FLOW, world(area="essex")).says("me and my sister want to run a lunch club", "setup")
    assert (club.asked, club.answers["support"], club.answers["workers"]) == ("personal_care", "groups", "helpers")


def test_an_answer_stays_until_it_is_taken_back() -> None:
    there = Founder(FLOW, world(area="essex")).says("set up", "setup")
    there.all("gardening", "no", "just me", "no")
    assert there.says("no i walk, me and my dog").answers["workers"] == "just_me"
    again = Founder(FLOW, world(area="essex")).says("set up", "setup").all("gardening", "no", "just me")
    assert again.says("my husband helps me too").asked == "workers"
    assert again.value("differs", "before") == [label("workers", "just_me")]
    assert again.value("differs", "now") == [label("workers", "helpers")]
    assert again.says("just me").asked == "food"
    assert again.says("sorry, my husband helps me too").answers["workers"] == "helpers"
    assert again.asked == "food"
    assert again.says("should i just do cleaning?").answers["support"] == "home-help"


def test_once_the_steps_are_shown_talk_of_the_business_changes_nothing() -> None:
    there = started().says("me and my sister run a lunch club")
    assert (there.answers["support"], there.answers["workers"]) == ("home-help", "just_me")


@pytest.mark.parametrize("beside", ["insurance", "see all", "change my answers"])
def test_an_answer_is_taken_back_at_any_step(beside: str) -> None:
    there = started(workers="helpers", support="home-help", personal_care="no", food="no", driving="no").says(beside)
    there.says("actually its only me now, my sister has dropped out")
    assert (there.answers["workers"], there.asked) == ("just_me", "idea")
    assert there.keys()[0] == "checklist_said"


def test_what_is_only_looked_at_is_put_away_by_back() -> None:
    there = started().says("done").says("see all")
    assert FLOW.put_away(there.answers) == {**there.answers, "at": "next"}
    assert FLOW.put_away(there.says("demand").says("done").answers) is None


@pytest.mark.parametrize(
    ("step", "text", "shown"),
    [
        ("dbs", "how much is it", True),
        ("dbs", "cost?", True),
        ("dbs", "who do i ask", True),
        ("contract", "cost?", False),
        ("dbs", "where do i get one", True),
        ("dbs", "how much do most people pay", False),
        ("dbs", "who do i ask about direct payments", False),
    ],
)
def test_a_question_about_the_open_step_is_answered_by_it(step: str, text: str, shown: bool) -> None:
    there = started().says(step)
    assert ("checklist_why" in set(there.says(text).keys())) is shown


@pytest.mark.parametrize("text", ["wots next", "whats next", "NEXT"])
def test_a_list_is_left_for_the_next_step(text: str) -> None:
    assert started().says("see all").says(text).asked == "idea"


@pytest.mark.parametrize("text", ["how far are we", "how many have i done", "see all"])
def test_how_far_they_are_is_asked_in_many_ways(text: str) -> None:
    assert started().says(text).asked == "list"


def test_one_step_at_a_time_and_how_far_they_are() -> None:
    there = started()
    total = len(names(CHECKLISTS.of("essex"), ALONE))
    assert (there.value("checklist_item", "done"), there.value("checklist_item", "total")) == (0, total)
    assert there.labels() == ["Done", "Later", "Not for me", "Why?", "See all steps"]
    there.says("1").says("done!").says("not for me")
    assert (there.asked, there.answers["programme"]) == ("size", NOT_FOR_ME)
    assert (there.value("checklist_item", "done"), there.value("checklist_item", "total")) == (2, total - 1)


def test_what_was_put_off_comes_again_at_the_end() -> None:
    there = started()
    order = names(CHECKLISTS.of("essex"), ALONE)
    for name in order:
        assert there.asked == name
        there.says("later" if name in ("dbs", "contract") else "done")
    assert (there.asked, there.labels()) == ("put_off", ["DBS check (later)", "A contract for each person (later)"])
    assert there.says("1").asked == "dbs"
    assert there.says("later").asked == "put_off"
    assert there.says("dbs").says("done").labels() == ["A contract for each person (later)"]
    there.says("contract").says("1")
    assert (there.asked, there.keys()) == (None, ["checklist_end"])
    assert there.value("checklist_end", "done") == there.value("checklist_end", "total") == len(order)
    assert {"title": "DBS check", "text": "As often as your council asks."} in there.value("checklist_end", "again")
    assert set(FLOW.afresh(there.answers)) == {*order, "done_on", "reminders"}


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("insurance", "public_liability"),
        ("insurence", "public_liability"),
        ("what about dbs", "dbs"),
        ("go to contract", "contract"),
        ("care certificate", "care_certificate"),
        ("food hygiene", "food_hygiene"),
        ("right to work", "identity"),
        ("tax", "hmrc"),
        ("crb", "dbs"),
        ("gdpr", "ico"),
        ("employers liability", "employers_liability"),
        ("holiday cover", "contingency"),
    ],
)
def test_a_step_is_jumped_to_by_its_name_and_then_it_goes_on(text: str, step: str) -> None:
    there = started().says(text)
    assert (there.asked, there.answers.get(step)) == (step, None)
    assert there.says("done").answers[step] == DONE
    assert there.asked == "idea"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("ive got my dbs", {"dbs": DONE}),
        ("done the insurance", {"public_liability": DONE}),
        ("first aid done", {}),
        ("i'll do tax later", {"hmrc": LATER}),
        ("food hygiene doesnt apply", {"food_hygiene": NOT_FOR_ME}),
        ("ive done my dbs and insurance", {"dbs": DONE, "public_liability": DONE}),
        ("dbs and insurance done", {"dbs": DONE, "public_liability": DONE}),
        ("got my dbs, insurance and first aid", {"dbs": DONE, "public_liability": DONE}),
        ("sorted hmrc n ico", {"hmrc": DONE, "ico": DONE}),
        ("done dbs, insurance next week", {"dbs": DONE}),
        ("done my dbs but not insurance", {"dbs": DONE}),
        ("not done my dbs but got insurance", {"dbs": LATER, "public_liability": DONE}),
        ("my dbs is ordered, done the insurance", {"dbs": LATER, "public_liability": DONE}),
        ("havent got my dbs yet", {}),
        ("hello", {}),
        ("sorted", {"idea": DONE}),
        ("skip", {"idea": LATER}),
        ("next", {"idea": LATER}),
        ("not now", {"idea": LATER}),
        ("dont need it", {"idea": NOT_FOR_ME}),
        ("not done", {"idea": LATER}),
        ("ive told hmrc", {"hmrc": DONE}),
        ("told hmrc", {"hmrc": DONE}),
        ("dbs sent off", {"dbs": LATER}),
        ("i have certificate food hygiene polish is ok", {}),
        ("ive rung the programme", {"programme": DONE}),
        ("my dbs came", {"dbs": DONE}),
        ("ive applied for my dbs", {"dbs": LATER}),
        ("dbs is ordered not come yet", {"dbs": LATER}),
        ("do dbs later", {"dbs": LATER}),
        # A question marks nothing.
        ("do i have to pay tax", {}),
        ("is insurance done", {}),
        ("insurance done?", {}),
        ("can i skip dbs", {}),
        ("shall i leave the dbs", {}),
        ("must i have first aid done before i start", {}),
        ("would i need training done first", {}),
        ("have you got my insurance down as done", {}),
        ("what do i do first", {}),
    ],
)
def test_steps_are_marked_in_words(text: str, marks: dict[str, str]) -> None:
    there = started().says(text)
    assert {name: code for name, code in there.answers.items() if code in STATES} == marks


@pytest.mark.parametrize(
    "text",
    [
        "i havent got my dbs yet i said it wrong",
        "my dbs isnt done, i made a mistake",
        "no the dbs hasnt come yet sorry",
        "i marked dbs by mistake",
    ],
)
def test_a_mark_can_be_put_right(text: str) -> None:
    there = started().says("got my dbs").says("01/03/2026")
    assert (there.answers["dbs"], there.answers["done_on"]) == (DONE, "dbs=2026-03-01")
    there.says(text)
    assert (there.answers["dbs"], there.answers["done_on"], there.asked) == (LATER, "", "dbs")


@pytest.mark.parametrize("text", ["is my dbs done", "have i done the dbs", "has the dbs been sorted"])
def test_whether_a_step_is_done_is_told(text: str) -> None:
    there = started().says(text)
    assert (there.value("checklist_state", "state"), there.asked) == (None, "dbs")
    there.says("done").says(text)
    assert there.value("checklist_state", "state") == "done"


@pytest.mark.parametrize(
    ("outcome", "step"), [("MUST_REGISTER", "cqc_register"), ("GET_ADVICE", "cqc_advice"), ("NOT_REGULATED", None)]
)
def test_an_outcome_of_cqcs_questions_changes_the_steps(outcome: str, step: str | None) -> None:
    outcomes = {"cqc_register", "cqc_advice"} & set(names(GENERAL, {**ALONE, "cqc_outcome": outcome}))
    assert outcomes == ({step} if step else set())


def test_a_mark_told_ahead_is_said_back() -> None:
    there = started().says("got my dbs")
    assert there.value("checklist_marked", "items") == [{"title": "DBS check", "state": "done"}]
    assert there.asked == "idea"


def test_why_tells_the_reason_and_asks_the_step_again() -> None:
    there = started().says("4")
    assert (there.asked, there.keys(), there.labels()[0]) == ("idea", ["checklist_why"], "Done")
    assert there.says("why dbs").value("checklist_why", "item").why == CHECKLISTS.of("essex").items["dbs"].why
    assert there.value("checklist_why", "checked") == "21 November 2026"
    assert there.value("checklist_why", "sources")
    assert there.value("checklist_why", "contact") is None
    assert there.says("tell me about training").value("checklist_why", "contact") == AREAS["essex"].programme
    assert there.says("1").asked == "idea"


def test_nobody_is_sent_to_another_councils_page() -> None:
    for code, own in AREAS.items():
        others = [f"{other}.gov.uk" for other in AREAS if other != code]
        items = {name: item for name, item in CHECKLISTS.of(code).items.items() if name != "standards"}
        links = [link_in(own, item, world(area=code)) for item in items.values()]
        assert [link for link in links if any(other in link for other in others)] == []
    assert "Worcestershire's list" in GENERAL.items["standards"].how, "whose list it is, its page is told to all"
    idea = GENERAL.items["idea"]
    assert link_in(AREAS["essex"], idea, world(area="essex")) == AREAS["essex"].programme.web
    assert (
        link_in(AREAS["worcestershire"], idea, world(area="worcestershire"))
        == idea.source
        == link_in(None, idea, world())
    )


def test_all_steps_and_the_answers_can_be_seen_and_changed() -> None:
    there = started().says("done").says("see all")
    assert (there.asked, there.labels()[0], there.labels()[-1]) == ("list", "Your idea (done)", "Change my answers")
    assert there.says(str(there.labels().index("Tell HMRC") + 1)).asked == "hmrc"
    there.says("show everything").says(str(len(there.labels())))
    assert (there.asked, there.labels()[0]) == ("profile", f"Kind of support: {label('support', 'home-help')}")
    there.says(str(len(there.labels())))
    assert (there.asked, there.answers["idea"]) == ("driving", DONE)
    there.says("yes i take people out in my car")
    assert (there.asked, "motor" in names(GENERAL, there.answers)) == ("demand", True)


def label(question: str, code: str) -> str:
    return GENERAL.questions[question].options[code].label


def test_a_renamed_step_keeps_its_mark() -> None:
    there = started().says("done")
    items = {("thought" if name == "idea" else name): item for name, item in GENERAL.items.items()}
    items["thought"] = items["thought"].model_copy(update={"was": ("idea",)})
    renamed = GENERAL.model_copy(update={"items": items})
    assert next(step.state for step in steps(renamed, there.answers) if step.name == "thought") == DONE
    assert progress(steps(renamed, there.answers))["done"] == 1


@given(
    st.lists(
        st.sampled_from(["1", "2", "3", "4", "5", "insurance", "see all", "later", "why dbs", "got my dbs"]),
        max_size=30,
    )
)
def test_whatever_is_said_the_steps_stay_sound(messages: list[str]) -> None:
    there = started("cambridgeshire", **CARER)
    for text in messages:
        there.says(text)
        found = steps(CHECKLISTS.of("cambridgeshire"), there.answers)
        count = progress(found)
        assert 0 <= count["done"] <= count["total"] <= len(found)
        assert there.asked in {
            *names(CHECKLISTS.of("cambridgeshire"), there.answers),
            "list",
            "put_off",
            "profile",
            *CARER,
            None,
        }


# The council area


def comes_in(*areas: str | None) -> Founder:
    """Somebody whose first message names a place; several areas where it may be in any of them."""
    there, (first, *others) = Founder(FLOW), areas
    where = place(first)
    where.others = tuple(place(other).place for other in others)
    heard = Heard(text="set up a care business in huntingdon", intent="setup", place=where)
    found = heard_answers(FLOW, there.session, heard, there.world)
    there._left(step(FLOW, there.session, found, there.world))
    return there


def test_a_place_told_on_coming_in_settles_the_area_and_is_said_back() -> None:
    there = comes_in("cambridgeshire")
    assert (there.answers["area"], there.asked) == ("cambridgeshire", "support")
    assert there.keys() == ["checklist_area", "checklist_question"]
    assert comes_in("cambridgeshire", "cambridgeshire").answers["area"] == "cambridgeshire"
    assert there.back().asked == "area"


@pytest.mark.parametrize("areas", [("outside",), (None,), ("cambridgeshire", "outside"), ("essex", "cambridgeshire")])
def test_a_place_that_is_outside_or_may_be_in_several_areas_is_asked_about(areas: tuple[str | None, ...]) -> None:
    assert comes_in(*areas).asked == "area"


def test_a_place_named_in_the_middle_changes_no_area() -> None:
    there = comes_in("cambridgeshire").says("i live in chelmsford", area="essex")
    assert there.answers["area"] == "cambridgeshire"
