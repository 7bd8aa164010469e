"""What is told after an outcome, or half told amid the questions: a permissive outcome stands on nothing unheard."""

import pytest
from test_second_thoughts import ALONE, FACTS, READ_BACK, asked, ended, exempt
from test_underway import STEPS, TRIAGE, keys, says

from bot.flows.question import Session

ORDER = (*FACTS, "hands_on", "need", "place", "legal_form", "who_delivers", "agency", "arranger", "control")
COMPANION = {**FACTS, "hands_on": "no", "prompting": "no"}


def at(name: str) -> Session:
    return asked(name, {one: ALONE[one] for one in ORDER[: ORDER.index(name)]})


def free() -> Session:
    return says(asked("confirm", COMPANION), "yes").session


@pytest.mark.parametrize(
    "text",
    [
        "i do decide the times though as i have to fit it round the kids",
        "well i decide the times really cos i have to fit everyone in",
        "i rent her a room in my house",
        "actually the son pays me and he decides when i come",
        "council are going to send me people and pay me",
        "nhs will be sending me people",
        "ive got a lady who does my overspill",
        "my neighbour sat in for me last week when i was bad",
        "i work under my mates registration",
        "they sleep at mine some nights and hes hit me",
        "my friend covers for me if im poorly",
        "i send my sister if im away",
    ],
)
def test_the_exemption_does_not_stand_on_what_ends_it(text: str) -> None:
    turn = says(exempt(), text)
    assert ended(turn) == ["triaged:MUST_REGISTER"] or turn.session.asked
    assert keys(says(turn.session, "so can i start then"))[0] == "tree_pending" or ended(turn)


@pytest.mark.parametrize(
    "text",
    [
        "im off next week so my mate is doing it",
        "sue is going to be doing weekends",
        "my husband drives me and holds her while i wash",
        "ive asked karen to do fridays",
        "trish covered for me yesterday",
        "someone else is doing it while im on holiday",
    ],
)
def test_whoever_is_named_to_do_it_puts_who_gives_the_care_in_doubt(text: str) -> None:
    assert says(exempt(), text).session.asked == "who_delivers"


@pytest.mark.parametrize(
    "text",
    [
        "i send another carer if one is ill",
        "i keep the rota",
        "i ring round to check they are happy",
        "i take a cut every week",
        "i do a monthly check on them",
        "families ring me if the carer doesnt turn up",
        "i swap the carer if they dont get on",
    ],
)
def test_who_introduces_carers_and_stays_involved_is_asked_again(text: str) -> None:
    held = {"country": "yes", "role": "introduce_only", "intro_ongoing": "no"}
    back = asked("confirm", held)
    assert says(back, text).session.asked in ("intro_ongoing", "role")
    assert says(says(back, "yes").session, text).session.asked in ("intro_ongoing", "role")


def test_what_an_introducer_might_do_is_only_supposed() -> None:
    held = {"country": "yes", "role": "introduce_only", "intro_ongoing": "no"}
    over = says(asked("confirm", held), "yes").session
    assert keys(says(over, "what if families ring me")) == ["tree_what_if"]


@pytest.mark.parametrize(
    "text",
    ["i help her get dressed before we go out", "when we get back i change him", "i see to her toilet before we go"],
)
def test_what_is_done_before_going_out_is_done_where_they_live(text: str) -> None:
    only_out = asked("confirm", {**{name: ALONE[name] for name in ORDER[: ORDER.index("place")]}, "place": "only_out"})
    assert says(only_out, text).session.asked == "place"
    assert says(says(only_out, "yes").session, text).session.asked == "legal_form"


@pytest.mark.parametrize(
    "text", ["so im alright then", "so do i have to register", "im ok then", "phew so im in the clear", "so im legal?"]
)
def test_who_takes_it_that_all_is_well_hears_the_outcome_again(text: str) -> None:
    assert keys(says(exempt(), text)) == ["tree_recall"]


@pytest.mark.parametrize("text", ["shes had a stroke", "hes had a heart attack", "my client had a stroke bless her"])
def test_what_a_client_once_had_is_the_answer_after_the_numbers(text: str) -> None:
    turn = says(at("need"), text)
    assert keys(turn)[0] == "safety_perhaps"
    assert turn.session.asked == "place"


@pytest.mark.parametrize(
    "text",
    [
        "shes having a stroke",
        "shes just had a stroke",
        "i think she has had a stroke just now, face drooped",
        "shes had a stroke what do i do",
        "shes had a stroke help",
    ],
)
def test_what_happens_now_stays_danger_as_we_ask_why_they_need_help(text: str) -> None:
    turn = says(at("need"), text)
    assert (keys(turn)[0], turn.session.asked) == ("safety_emergency", "need")


def test_an_answer_that_a_rule_takes_for_danger_to_life_never_goes_without_the_numbers() -> None:
    assert keys(says(at("need"), "she had a stroke a minute ago"))[0].startswith("safety")


@pytest.mark.parametrize("text", ["hes fallen and hes not breathing", "she hits me", "mum has collapsed on the floor"])
def test_danger_alone_changes_no_outcome(text: str) -> None:
    turn = says(exempt(), text)
    assert (len(keys(turn)), keys(turn)[0][:6], turn.session.asked) == (1, "safety", None)


def test_what_is_done_now_and_then_is_no_supposition() -> None:
    turn = says(free(), "sometimes i do her insulin if the nurse cant come")
    assert ended(turn) == ["triaged:GET_ADVICE"]


@pytest.mark.parametrize(
    "text", ["what if my friend covers for me if im poorly", "if i took on a helper would i have to register"]
)
def test_what_is_only_supposed_stays_so(text: str) -> None:
    assert keys(says(exempt(), text)) == ["tree_what_if"]


@pytest.mark.parametrize("session", [free(), asked("confirm", COMPANION)])
def test_what_if_as_all_is_read_back_is_answered(session: Session) -> None:
    turn = says(session, "ok. what if she needs help getting dressed later on")
    assert keys(turn)[0] == "tree_what_if"
    assert turn.session.held(TRIAGE) == session.held(TRIAGE)


@pytest.mark.parametrize(
    "text",
    [
        "ok set it up",
        "ok set me up then",
        "yes set it up please",
        "lets set it up",
        "right how do i set it up",
        "ok whats first",
        "so where do i start",
    ],
)
def test_set_it_up_in_other_words(text: str) -> None:
    assert says(exempt(), text).session.flow == STEPS


@pytest.mark.parametrize("text", ["am i going to get fined", "ok so can i carry on with my ladies in the mean time"])
def test_worry_after_an_outcome_hears_the_outcome(text: str) -> None:
    assert keys(says(free(), text)) == ["tree_recall"]


@pytest.mark.parametrize(
    "text", ["umm dont know what that means", "i dont understand the question", "not sure what you mean"]
)
def test_not_knowing_what_we_mean_is_no_answer(text: str) -> None:
    turn = says(at("legal_form"), text)
    assert (keys(turn), turn.session.asked) == (["tree_help", "tree_question"], "legal_form")


@pytest.mark.parametrize(
    "text", ["just me. sole trader i suppose", "havent thought about it, probably just me", "just me"]
)
def test_just_me_is_asked_sole_trader_or_company(text: str) -> None:
    turn = says(at("legal_form"), text)
    assert len(turn.says[-1].options) == 3
    assert "legal_form" not in turn.session.held(TRIAGE)


SAID = [
    ("who_delivers", "ok then just me, she wont be doing it", "only_me"),
    ("who_delivers", "well shes a carer too so she'd do my clients when im away", "substitute"),
    ("agency", "she just passes the name on then its between me and them", "introduced_or_listed_only"),
    ("place", "at my house, they'd stay over", "my_overnight_place"),
    ("place", "at my house they'd stop the night", "my_overnight_place"),
    ("hands_on", "well like i said a hand to the toilet sometimes", "yes"),
    ("need", "yes their family mostly sort it", "yes"),
    ("arranger", "no the kids havent got power of attorney", "family_no_papers"),
    ("arranger", "nope her family havent got any papers", "family_no_papers"),
    ("health_treatment", "no the nurse comes for his legs", "no"),
    ("hands_on", "everything really wash dress feed", "yes"),
    ("hands_on", "feet so skin and nails yes", "yes"),
]


@pytest.mark.parametrize(("name", "text", "code"), SAID)
def test_answers_in_their_words(name: str, text: str, code: str) -> None:
    assert says(at(name), text).session.held(TRIAGE)[name] == code


NOT_SAID = [
    ("who_delivers", "just me but she might do some when im off", "only_me"),
    ("who_delivers", "just me unless shes not going to be working then her as well", "only_me"),
    ("agency", "she just passes the names on and pays me", "introduced_or_listed_only"),
    ("place", "at my house just for the day", "my_overnight_place"),
    ("legal_form", "no im self employed with my sister", "sole_trader"),
    ("health_treatment", "no the nurse comes but i change it in between", "no"),
    ("place", "both sole traders, share the clients", "both"),
    ("who_delivers", "just me, i sub out xmas", "only_me"),
    ("who_delivers", "just me, i pass on what i cant do", "only_me"),
    ("agency", "no the care company books me", "no"),
    ("arranger", "his wife, poa is in the post", "attorney_deputy"),
    ("control", "yes, the family plan", "yes"),
    ("control", "yes and me", "yes"),
    ("control", "yes i ask them and decide", "yes"),
]


@pytest.mark.parametrize(("name", "text", "code"), NOT_SAID)
def test_nor_is_more_heard_than_they_say(name: str, text: str, code: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) != code


@pytest.mark.parametrize(
    ("told", "text", "ask"),
    [
        ("his mum does", "he can decide yeah he's sharp as a tack", "Then who says yes"),
        ("her daughter sorts it", "shes all there", "Then who says yes"),
        (
            "his son sorts it all out, he cant speak since the stroke",
            "no hes not able to",
            "Can the person decide this",
        ),
    ],
)
def test_whether_the_person_decides_is_asked_on(told: str, text: str, ask: str) -> None:
    turn = says(at("arranger"), told, text)
    assert turn.says[-1].values["text"].startswith(ask)
    assert "arranger" not in turn.session.held(TRIAGE)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("who do i ring", "cqc-number"),
        ("what about tax then", "register-hmrc"),
        ("do i have to be paid through payroll or can i invoice", "am-i-self-employed"),
    ],
)
@pytest.mark.parametrize("session", [exempt(), at("arranger")])
def test_a_side_question_is_answered_and_nothing_begins_anew(session: Session, text: str, answer: str) -> None:
    turn = says(session, text)
    assert (turn.session.spoken_of, turn.session.answers) == (answer, session.answers)


def test_care_told_beside_a_side_question_is_kept() -> None:
    turn = says(at("arranger"), "what about tax then, she pays me by bank transfer")
    assert (keys(turn)[0], turn.session.held(TRIAGE)["already"]) == ("faq_answer", "yes")


def test_what_if_about_the_open_question_or_with_less_of_it_is_answered() -> None:
    assert keys(says(at("place"), "so what if they just came for the day"))[0] == "tree_help"
    nurse = says(at("health_treatment"), "yes").session
    assert keys(says(nurse, "what if i only did the company then")) == ["tree_what_if"]


AT_STEPS = says(says(exempt(), "set it up").session, "essex", "no", "no", "done", "weekly").session


@pytest.mark.parametrize(
    "text",
    [
        "me and sharon are going in together",
        "took on a trainee",
        "weve opened the spare room for respite",
        "a firm does my rota now",
        "the social worker pays me",
        "my neighbour sat in for me last week when i was bad",
        "add my daughter as a helper",
        "I want my daughter to help out when I'm on holiday",
        "I need another pair of hands",
        "i want to get my mate involved",
        "my niece to cover holidays",
    ],
)
def test_nor_amid_the_steps(text: str) -> None:
    turn = says(AT_STEPS, text)
    assert (keys(turn)[0], turn.session.flow) == ("cqc_may_change", TRIAGE)


@pytest.mark.parametrize("text", ["I already got public liability, renews 14 march", "got my dbs yesterday"])
def test_a_step_told_after_an_outcome_is_marked(text: str) -> None:
    turn = says(exempt(), text)
    assert turn.session.flow == STEPS
    assert {"public_liability", "dbs"} & turn.session.held(STEPS).keys()


def test_what_also_speaks_against_the_outcome_is_asked_first() -> None:
    assert says(exempt(), "my sister has got insurance and helps me").session.asked == "who_delivers"


@pytest.mark.parametrize("text", ["they do", "she does", "they will", "i do", "yes they do"])
def test_a_yes_to_a_question_of_its_own_confirms_nothing(text: str) -> None:
    assert not ended(says(READ_BACK, text))


@pytest.mark.parametrize("text", ["thats all correct yes", "all of that is right yes", "yes all of that is right"])
def test_a_yes_at_the_end_confirms(text: str) -> None:
    assert ended(says(READ_BACK, text)) == ["triaged:EXEMPT_SOLE_TRADER"]


@pytest.mark.parametrize("text", ["so what can i do without it", "if i just did the washing would i be exempt"])
def test_what_is_left_without_it_is_told(text: str) -> None:
    assert keys(says(says(at("health_treatment"), "yes").session, text)) == ["tree_what_if"]


def test_a_dressing_put_back_is_asked_about() -> None:
    assert says(exempt(), "but if a dressing falls off i'd put it back on").session.asked == "health_treatment"


def test_a_website_that_takes_the_payments_may_manage_the_work() -> None:
    turn = says(at("agency"), "the website introduced us and they take the payments")
    assert turn.says[-1].values["text"].startswith("Do they manage your work")


def test_who_does_feet_is_asked_about_hands_on_help_twice() -> None:
    turn = says(
        Session(), "i do feet, old folks feet, someone said i need cqc", "yes", "feet", "adults", "no", "no", "no"
    )
    assert (keys(turn)[0], turn.session.asked) == ("unheard", "hands_on")


def test_what_those_they_help_need_is_hands_on_help() -> None:
    turn = says(at("country"), "its every tuesday and some of them need a hand to the loo")
    assert turn.session.held(TRIAGE)["hands_on"] == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "it depends, some its the person and some its their kids",
        "some can some cant",
    ],
)
def test_of_several_people_the_family_is_asked_about(text: str) -> None:
    turn = says(at("arranger"), text)
    assert (keys(turn), turn.session.asked) == (["tree_question"], "arranger")
    assert says(turn.session, "no").session.asked == "person_agrees"


def test_a_form_told_at_another_question_is_kept_and_said_back() -> None:
    turn = says(at("hands_on"), "no i wont be ltd just self employed")
    assert (keys(turn), turn.session.asked) == (["tree_said", "tree_question"], "hands_on")
    assert turn.session.held(TRIAGE)["legal_form"] == "sole_trader"


def test_pay_by_a_neighbour_is_support() -> None:
    turn = says(asked("role", {"country": "yes"}), "i look after my neighbour she pays me 20 quid")
    assert turn.session.held(TRIAGE)["role"] == "give_support"


def test_all_read_back_is_still_confirmed() -> None:
    assert ended(says(READ_BACK, "yes")) == ["triaged:EXEMPT_SOLE_TRADER"]
