"""How often somebody is reminded of their checklist: asked once, changed at any time, kept with their answers.

A pace is kept as the text of a time: `weekly`, `sat 18:00- fortnightly`.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from bot.flows.question import Answers, Question, World, label
from bot.matching.thoughts import Words
from bot.matching.times import When, canonical, from_canonical, spoken
from bot.matching.told import Told
from bot.matching.understand import CHECKLIST, Heard
from bot.matching.week import DAY_NAMES
from bot.matching.when import DAYS
from bot.message import Option, Say

REMINDERS = "reminders"
PACES = WEEKLY, FORTNIGHTLY, MONTHLY = "weekly", "fortnightly", "monthly"
NEVER, UNSAID = "never", "unsaid"
"""They want none; they were asked and talked of something else, so there are none either."""
SILENCE = timedelta(days=365)
"""A person, with all their answers, is kept for so long after their last word."""
NUDGES = "nudges"
"""Where a session keeps what was sent, beside the answers of the flows."""
CHOOSE = "choose"
"""They speak of reminders, and not of how often."""
NO, YES, NO_REMINDERS = ("no", "not_for_me", "unwanted"), ("yes",), "no_reminders"
FOR_OTHERS, ONCE = "for_others", "once"
SELDOMER = "seldomer"
"""They want reminders less often, and not none."""
ON_DAYS, ANY_DAYS, NOT_DAYS = "on_days", "any_days", "not_days"
"""They name the days on which reminders may come, say that any will do, or name those on which none may."""
WEEKEND, WORKDAYS = frozenset({"weekend", "weekends"}), DAYS[:5]
ASKED_FOR = re.compile(r"^(?:please )?(?:can|could|will|would) you (?:please )?(?=remind|text|nudge)")
"""Words with which a reminder is asked for: no question."""
EACH = frozenset({"every", "each", "everyday", "daily"})
"""Words that say how often, whatever follows them."""
ELSE = ("done", "later")
"""What they may say as of a step, instead of answering."""


def wanted(answers: Answers) -> When | None:
    """How often, on which days and from what hour somebody wants to be reminded; None: not at all."""
    when = from_canonical(answers.get(REMINDERS, ""))
    return when if when and when.repeats in PACES else None


def paced(heard: Heard, words: Words, told: Told) -> str | None:
    """The pace that a message names, as it is kept: from its time, else from words that are close."""
    when = heard.when
    if when is None or when.repeats not in PACES:
        return told.meant(words, (FORTNIGHTLY, MONTHLY, WEEKLY))
    return canonical(When(days=when.days, start=when.start, repeats=when.repeats))


def is_once(words: Words, told: Told) -> bool:
    """Whether words ask for a reminder on one day alone, or every day: there are none such."""
    return told.meant(words, (ONCE,)) is not None and told.meant(words, (FOR_OTHERS,)) is None


def names_pace(words: Words, told: Told) -> bool:
    """Whether words say how often: "at weekends" says only on which days."""
    return told.meant(words, (FORTNIGHTLY, MONTHLY, WEEKLY)) is not None or not EACH.isdisjoint(words)


def told_pace(heard: Heard, told: Told, before: str = "") -> str | None:
    """What somebody tells of reminders at any time: a pace, NEVER, or CHOOSE; None: the message is about others.

    Days alone change only the days of the pace that they had before.
    """
    words = told.words(heard.text)
    if told.meant(words, (FOR_OTHERS,)):
        return None
    if pauses(heard) or told.meant(words, (NO_REMINDERS,)):
        return (told.meant(words, (SELDOMER,)) and rarer(words, told)) or NEVER
    if told.meant(words, (ONCE,)):
        return CHOOSE
    if told.meant(words, ("remind",)) and (pace := paced(heard, words, told)):
        kept, when = wanted({REMINDERS: before}), heard.when
        if kept is None or when is None or names_pace(words, told):
            return pace
        return canonical(replace(kept, days=when.days, start=when.start or kept.start))
    return CHOOSE if told.meant(words, (REMINDERS,)) else None


def rarer(words: Words, told: Told) -> str | None:
    """The pace that whoever wants fewer reminders names: the rarest, as they name the one they have as well."""
    return told.meant(words, (MONTHLY, FORTNIGHTLY, WEEKLY))


def on_other_days(heard: Heard, before: str, told: Told) -> str | None:
    """The pace that they have, on the days that a message names; any day, where they say that weekends will do."""
    words, pace = told.words(heard.text), wanted({REMINDERS: before})
    if told.meant(words, (FOR_OTHERS,)) or told.is_question(ASKED_FOR.sub("", heard.text)):
        return None
    said = {DAYS[DAY_NAMES[word.removesuffix("s")]] for word in words if word.removesuffix("s") in DAY_NAMES}
    if told.meant(words, (NOT_DAYS,)):
        return without_days(pace, said | (set() if WEEKEND.isdisjoint(words) else set(DAYS[5:])))
    if pace and told.meant(words, (ANY_DAYS,)):
        return canonical(replace(pace, days=DAYS))
    days = tuple(day for day in DAYS if day in said)
    named = days and told.meant(words, (ON_DAYS,))
    return canonical(replace(pace or When(repeats=WEEKLY), days=days)) if named else None


def without_days(pace: When | None, left_out: Collection[str]) -> str:
    """The pace that they have, on the other days: they come on weekdays where none were named."""
    if pace is None:
        return CHOOSE
    days = tuple(day for day in pace.days or WORKDAYS if day not in left_out)
    return canonical(replace(pace, days=() if days == WORKDAYS else days))


def pauses(heard: Heard) -> bool:
    """Whether the whole message asks for no reminders."""
    told = heard.told
    return told is not None and (told.intent, told.kind) == ("setup", "pause")


def answered(heard: Heard, before: str | None, told: Told) -> str | None:
    """What answers the question how often."""
    words = told.words(heard.text)
    if pace := told_pace(heard, told) or paced(heard, words, told):
        return pace if pace != CHOOSE else None
    if told.meant(words, NO):
        return NEVER
    if told.meant(words, ELSE):
        return None if before else UNSAID
    return WEEKLY if told.meant(words, YES) else None


def question() -> Question:
    """How often to remind them."""
    return Question(
        REMINDERS,
        read=lambda _heard, _before, _world: None,
        ask=lambda _answers, world: asked(world),
        offers=lambda code, _world: code in (NEVER, UNSAID) or wanted({REMINDERS: code}) is not None,
        help=lambda _world: Say("reminders_why"),
    )


def asked(world: World) -> Say:
    """The question, with its choices."""
    codes = (*PACES, NEVER)
    return Say(
        "reminders_ask",
        {},
        tuple(Option(f"{CHECKLIST}:{REMINDERS}:{code}", label(world, f"option_{code}")) for code in codes),
    )


def said_back(code: str) -> tuple[Say, ...]:
    """What was chosen, said back."""
    if when := wanted({REMINDERS: code}):
        any_day = when.days == DAYS
        pace = spoken(replace(when, days=()) if any_day else when)
        pace = f"once a week, {pace}" if when.repeats == WEEKLY and 1 < len(when.days) < len(DAYS) else pace
        return (Say("reminders_set", {"when": pace, "any_day": any_day}),)
    return (Say("reminders_off"),) if code == NEVER else ()
