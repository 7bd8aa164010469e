"""Questions about a time, amid a search: "is that this week", "is bank holiday extra". They change nothing of it."""

import re
from datetime import date, timedelta

from bot.conversation.facts import told_of
from bot.conversation.moment import Moment, again
from bot.conversation.plainly import has_list, missed, plain_answer, said_plainly
from bot.flows.question import Turn, kept
from bot.flows.search_heard import plain_needs
from bot.flows.search_time import WHEN
from bot.matching import times
from bot.matching.intents import ListTalk
from bot.matching.text import blank
from bot.message import Say

FIRST = r"(?:(?:and|so|oh|but|ok|okay|wait|sorry|er|um|hang on)[ ,]+)*"
LITTLE = r"(?: ?(?:on|for|in|at|a|an|the|just|only|still|meant|to be|going|or|and|all|then|or what|please|you mean)\b)*"
IS_THAT = re.compile(rf"{FIRST}(?:is|isn'?t|was|are|r|will) (?:that|it|this|they|those|these)\b{LITTLE}\W*")
"""What is left of "is that this week" without the time."""
WHAT_DAY = re.compile(rf"{FIRST}(?:what|which) (?:day|date)(?: of the week)?(?: is|'?s| was)?(?: it| that)?{LITTLE}\W*")
"""What is left of "what day is the 28th"."""
WHAT_IS = re.compile(
    rf"{FIRST}(?:what|wot|wat|wht)(?:'?s| is| are| does| do you mean by)(?: an?| the)?(?: me[ae]n\w*)?\W*"
)
"""What is left of "what does short notice mean", and of "what's respite" without the need."""
PRICE = re.compile(
    rf"{FIRST}(?:is|are|isn'?t|do|does|will|would|what|what'?s|how)\b(?!.*\b(?:any|some|no) ?(?:one|body)\b)"
    r".*\b(?:extra|dearer|pricier|cheaper|more expensive|same price|double|time and a half|charged?|charges|costs?"
    r"|prices?|rates?|(?<!any )more\W*$)\b.*"
)
"""What asks for the price at a time."""
HOW_MUCH = re.compile(
    rf"{FIRST}(?:how much|what) (?:would|will|is|does|do|for|it|that|they)\b.*\b(?:cost|charge|be|for|much|price)\b"
)
"""What asks for the price of so much: "how much would it be for 3 mornings a week"."""
WHAT_HAPPENS = re.compile(rf"{FIRST}what (?:happens|will happen|do (?:they|you) do)\b.*")
"""What asks how it is at a time."""
BANK_HOLIDAY = "bank holiday"
"""The rule that hears one."""
LONGEST_MEANING = 7
"""Words of the longest question what something means."""
AHEAD = 60
"""How many days ahead the next of days that come again is looked for."""


def of_the_time(moment: Moment) -> Turn | None:
    """What is asked about a time or of what it costs then, amid a search: an answer, and the search stays."""
    heard = moment.heard
    if heard.choice or heard.place:
        return None
    if asks_meaning(moment):
        return plain_answer(moment) or time_meant(moment) or missed(moment)
    if heard.time is None or plain_needs(heard):
        return None
    if WHAT_HAPPENS.fullmatch(heard.text):
        return plain_answer(moment) or missed(moment)
    if HOW_MUCH.match(heard.text) and not (heard.time.when.days or heard.time.when.date) and has_list(moment):
        return told_of(moment, ListTalk("asks-price"))
    if PRICE.fullmatch(heard.text):
        return plain_answer(moment) or said_plainly(moment, "price")
    rest = " ".join(blank(heard.text, heard.time.spans).split())
    if WHAT_DAY.fullmatch(rest) and heard.when and heard.when.date:
        return told(Say("date_told", {"when": times.spoken(heard.when)}), moment)
    return of_the_held(moment) if IS_THAT.fullmatch(rest) else None


def time_meant(moment: Moment) -> Turn | None:
    """The hours that we take a word for: "what does dinner time mean"."""
    when = moment.heard.when
    return told(Say("time_meant", {"when": times.spoken(when)}), moment) if when else None


def asks_meaning(moment: Moment) -> bool:
    """Whether it asks what a word means, of a time or of a kind of help, where another was told before."""
    heard, held = moment.heard, moment.session.held()
    opens = WHAT_IS.match(heard.text)
    if moment.of_list and moment.of_list.kind == "again":
        return False
    if opens is None or len(heard.text.split()) > LONGEST_MEANING:
        return False
    rest = " ".join(blank(heard.text, heard.time.spans).split()) if heard.time else heard.text
    if WHAT_IS.fullmatch(rest):
        return heard.time is not None
    means = heard.text.rstrip("?").endswith(("mean", "means", "meen"))
    bare = len(heard.text.split()) <= len(opens[0].split()) + 1
    return heard.time is None and bool(heard.sure) and "need" in held and (means or bare)


def of_the_held(moment: Moment) -> Turn | None:
    """Whether the time that is held is the one they say: it is said back, with its next day; or its bank holidays."""
    when = times.from_canonical(kept(WHEN, moment.session.held(), moment.world) or "")
    if when is None or when == times.When() or moment.heard.time is None:
        return None
    days = days_of(when, moment.world.now.date())
    if BANK_HOLIDAY in moment.heard.time.rules:
        found = [times.spoken(times.on_day(day)) for day in days if times.is_bank_holiday(day)]
        return told(Say("bank_holidays", {"days": found, "when": times.spoken(when)}), moment)
    coming = times.spoken(times.on_day(days[0])) if days and not when.date else ""
    return told(Say("time_held", {"when": times.spoken(when), "next": coming}), moment)


def days_of(when: times.When, today: date) -> list[date]:
    """The days that a search is for: of dates all of them, of days that come again the next."""
    dated = all(one.date and (one.until or one.repeats == "once") for one in times.each(when))
    last = max((one.until or one.date or today for one in times.each(when)), default=today) if dated else None
    ahead = (last - today).days + 1 if last else AHEAD
    days = sorted({day for day, _, _ in times.windows(when, today + timedelta(not dated), ahead)})
    return days if dated else days[:1]


def told(say: Say, moment: Moment) -> Turn:
    """An answer, and the question that is open."""
    return again(moment, say) if moment.session.asked else Turn(moment.session, (say,))
