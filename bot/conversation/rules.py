"""The order that every message meets. The first rule that has something to say decides, so what must not be missed
comes first, and "we did not understand" last."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.conversation import (
    after_outcome,
    alarm,
    another,
    another_council,
    answers,
    asked_on,
    awaited,
    besides,
    between,
    choices,
    commands,
    details,
    entering,
    feelings,
    left_out,
    limits,
    not_then,
    numbered,
    of_the_time,
    offered_search,
    on_list,
    outcomes,
    part_wanted,
    plainly,
    put_away,
    put_right,
    registered,
    renewed,
    safety,
    supposed,
    ticked,
    two_people,
    underway,
    unsettled,
)
from bot.conversation.moment import Rule
from bot.flows.search_answers import SEARCH as FIND_SUPPORT


class Part(NamedTuple):
    """Rules that have something to say only in a search, or only in any other flow."""

    rules: tuple[Rule, ...]
    in_search: bool


Order = tuple[Rule | Part, ...]


def amid_search(*rules: Rule) -> Part:
    """Rules that are asked only in a search."""
    return Part(rules, in_search=True)


def beyond_search(*rules: Rule) -> Part:
    """Rules that are asked in every flow but a search."""
    return Part(rules, in_search=False)


DANGER: Order = (
    safety.afterwards,
    alarm.calmed,
    alarm.silent,
    beyond_search(
        numbered.unsure_number,
        numbered.unsure_yes,
    ),
    besides.young,
    besides.child_worried,
    besides.break_wanted,
    alarm.care_gone,
    alarm.mild,
    alarm.no_longer,
    beyond_search(
        alarm.amid_questions,
        alarm.amid_outcome,
    ),
    alarm.perhaps,
    put_away.just_died,
    safety.safety,
)
"""Danger in any words, and before it what only sounds like it."""

OPT_OUT: Order = (
    choices.rights,
    safety.silence,
    safety.numbers_again,
    put_away.no_more_texts,
    put_away.ended_in_sorrow,
    commands.of_listing,
    safety.opt_out,
)
"""STOP, START and HELP; "what do I do", after a danger, asks for its numbers. Whoever opted out hears no more than
these rules say."""

WITH_CARE: Order = (
    besides.grieving,
    besides.worn_out,
    plainly.unreadable,
    plainly.gives_phone,
    beyond_search(safety.after_alarm),
    awaited.town_told,
    alarm.tells_of_it,
)
"""Grief, exhaustion, what nobody can read, and what danger told before leads to."""

FOUNDERS: Order = (
    beyond_search(offered_search.search_after_all),
    renewed.course_renewed,
    beyond_search(
        renewed.paper_renewed,
        ticked.marked_by_number,
        numbered.number_or_words,
        outcomes.for_regulator,
        outcomes.no_reply,
        registered.registered,
        between.back_to_steps,
        between.sets_it_up,
        between.told_anew,
        between.changed_since,
    ),
    asked_on.asked_on,
    beyond_search(
        plainly.asks_word_for_word,
        outcomes.outcome_again,
        outcomes.now_sure,
        outcomes.not_clear,
        outcomes.asks_of_tree,
        between.only_for_cqc,
        between.cares_told,
    ),
    besides.elsewhere,
    beyond_search(feelings.hard_time),
    commands.setting_up,
    beyond_search(
        feelings.worn_down,
        underway.nearer,
        after_outcome.step_done,
        underway.underway,
        supposed.what_if,
        entering.told_since,
        underway.helped,
    ),
)
"""What founders say amid their questions and steps, and after an outcome, that is no answer to the open question."""

SEARCH: Order = (
    amid_search(
        of_the_time.of_the_time,
        put_right.time_put_right,
    ),
    left_out.brought_back,
    left_out.left_out,
    two_people.whose_first,
    two_people.one_beyond,
    amid_search(
        another.dropped,
        another.taken_off,
        two_people.also_for,
        two_people.same_as_the_first,
        two_people.their_turn,
        two_people.where_they_live,
        two_people.someone_else,
        another.another,
        another.back_to_it,
        another.both_times,
        another.one_more,
        another.one_of_them,
        another.part_of_it,
        two_people.somebody_elsewhere,
        another.both_after_all,
        part_wanted.who_does_it,
        not_then.not_then,
        not_then.not_there,
    ),
    on_list.not_on_list,
)
"""What changes a search, or several, and leaves the rest of it."""

COMMANDS: Order = (
    beyond_search(supposed.may_change),
    commands.command,
    choices.choice,
    choices.no_such_number,
    amid_search(answers.left_to_us),
    on_list.on_list,
    commands.done,
)
"""Commands, numbers and buttons, and what is asked of a list."""

BEGINNINGS: Order = (
    plainly.asks_demand,
    amid_search(limits.only_asked),
    limits.asked_within,
    another_council.works_there,
    entering.starts,
    plainly.asks_plainly,
    amid_search(
        answers.denial,
        plainly.repeated,
    ),
    beyond_search(
        offered_search.search_amid,
        supposed.which_changed,
    ),
)
"""What begins something else, or asks it outright."""

ANSWERS: Order = (
    answers.answer,
    answers.unsettled,
    beyond_search(another_council.named_there),
    plainly.plain_answer,
    underway.here_already,
    answers.remark,
    beyond_search(another_council.beyond_england),
)
"""The answer to the open question and what was volunteered, then plain questions and remarks."""

NOT_UNDERSTOOD: Order = (
    alarm.calmed_since,
    alarm.still_alarmed,
    beyond_search(supposed.never_heard),
    amid_search(unsettled.perhaps_wanted),
    limits.told_alone,
    details.details,
    plainly.missed,
)

ORDER: Order = (
    *DANGER,
    *OPT_OUT,
    *WITH_CARE,
    *FOUNDERS,
    *SEARCH,
    *COMMANDS,
    *BEGINNINGS,
    *ANSWERS,
    *NOT_UNDERSTOOD,
)


def _asked_of(in_search: bool) -> Iterator[Rule]:
    for one in ORDER:
        if not isinstance(one, Part):
            yield one
        elif one.in_search == in_search:
            yield from one.rules


IN_SEARCH, BEYOND = (tuple(_asked_of(in_search)) for in_search in (True, False))


def rules_in(flow: str) -> tuple[Rule, ...]:
    """The rules that a message in this flow meets."""
    return IN_SEARCH if flow == FIND_SUPPORT else BEYOND
