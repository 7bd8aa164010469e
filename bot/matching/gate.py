"""Who may be offered, and between which days: the law everywhere, then the rules of the provider's own council.

Each rule gives the stretches of days on which it holds, and the reason to give on any other day. An unknown fact
never helps. The rules of a council are content (areas/<area>/area.yaml); the law is `Law` below.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from bot.content.areas import Area, Requirement
from bot.content.needs import Needs
from bot.content.pieces import Problem
from bot.matching.cells import CHECKS
from bot.matching.provider import Check, Provider, Reason

Span = tuple[date, date]
"""First and last day, both included."""
Spans = tuple[Span, ...]

ALWAYS: Spans = ((date.min, date.max),)
NEVER: Spans = ()
PERSONAL_CARE = "personal-care"


class Rule(Protocol):
    """One rule. `personal`: the need is personal care."""

    def spans(self, provider: Provider, need: str, personal: bool) -> Spans:
        """The days on which the rule holds, in order and apart."""

    def otherwise(self, provider: Provider, today: date) -> Reason:
        """Why it does not hold today."""


@dataclass(frozen=True, slots=True)
class Offers:
    """They offer the need at all."""

    need: str

    def spans(self, provider: Provider, need: str, personal: bool) -> Spans:
        """Always, once listed."""
        return ALWAYS if need in provider.needs else NEVER

    def otherwise(self, provider: Provider, today: date) -> Reason:
        """The need is not listed."""
        return Reason("gate_need_not_listed", {"need": self.need})


@dataclass(frozen=True, slots=True)
class Visible:
    """The coordinator lets them be seen."""

    def spans(self, provider: Provider, need: str, personal: bool) -> Spans:
        """Always, once visible."""
        return ALWAYS if provider.visible else NEVER

    def otherwise(self, provider: Provider, today: date) -> Reason:
        """Hidden."""
        return Reason("gate_hidden")


@dataclass(frozen=True, slots=True)
class NoArea:
    """No council is known, so nobody can say what they must hold."""

    def spans(self, provider: Provider, need: str, personal: bool) -> Spans:
        """Never."""
        return NEVER

    def otherwise(self, provider: Provider, today: date) -> Reason:
        """No council, or none of ours."""
        return Reason("gate_area_unknown")


@dataclass(frozen=True, slots=True)
class Law:
    """Personal care needs CQC registration, or the exemption of one person working alone as a sole trader.

    Source: Health and Social Care Act 2008 s.10; SI 2014/2936 Sch 1 para 1(3)(c), checked on 2026-11-21.
    """

    def spans(self, provider: Provider, need: str, personal: bool) -> Spans:
        """Always, where it holds: neither kind of standing has an end date."""
        registered = provider.cqc == "registered" and provider.cqc_id is not None
        alone = provider.legal_form == "sole-trader" and provider.workers == 1
        return ALWAYS if not personal or registered or (provider.cqc == "exempt" and alone) else NEVER

    def otherwise(self, provider: Provider, today: date) -> Reason:
        """Which part is missing."""
        if provider.cqc == "registered":
            return Reason("gate_cqc_id_missing")
        if provider.cqc != "exempt":
            return Reason("gate_cqc_missing")
        return Reason("gate_exempt_alone", {"legal_form": provider.legal_form, "workers": provider.workers})


@dataclass(frozen=True, slots=True)
class Small:
    """They are no bigger than the council's limit."""

    limit: int

    def spans(self, provider: Provider, need: str, personal: bool) -> Spans:
        """Always, while small."""
        return ALWAYS if provider.workers is not None and provider.workers <= self.limit else NEVER

    def otherwise(self, provider: Provider, today: date) -> Reason:
        """Too big, or of unknown size."""
        if provider.workers is None:
            return Reason("gate_workers_unknown", {"limit": self.limit})
        return Reason("gate_too_big", {"limit": self.limit, "workers": provider.workers})


@dataclass(frozen=True, slots=True)
class Terms:
    """They have agreed to the council's terms."""

    def spans(self, provider: Provider, need: str, personal: bool) -> Spans:
        """From the day they agreed."""
        return ((provider.terms_agreed_on, date.max),) if provider.terms_agreed_on else NEVER

    def otherwise(self, provider: Provider, today: date) -> Reason:
        """Not agreed."""
        return Reason("gate_terms_missing")


@dataclass(frozen=True, slots=True)
class Held:
    """They hold a check that the council asks for, in date."""

    asked: Requirement

    def spans(self, provider: Provider, need: str, personal: bool) -> Spans:
        """The days on which one of the checks that will do is in date; always where the need does not call for it."""
        if self.asked.needs and need not in self.asked.needs:
            return ALWAYS
        if self.asked.exempt_only and not (personal and provider.cqc == "exempt"):
            return ALWAYS
        return joined(span for check in self._held(provider) for span in in_date(check, self.asked.max_age_years))

    def otherwise(self, provider: Provider, today: date) -> Reason:
        """Missing, undated, over, or not begun."""
        held = self._held(provider)
        spans = [span for check in held for span in in_date(check, self.asked.max_age_years)]
        over = [last for _, last in spans if last < today]
        if not held:
            return Reason("gate_check_missing", {"checks": self.asked.any_of})
        if not spans:
            return Reason("gate_check_undated", {"checks": self.asked.any_of})
        if over:
            return Reason("gate_check_over", {"checks": self.asked.any_of, "on": max(over)})
        return Reason("gate_check_not_begun", {"checks": self.asked.any_of, "on": min(first for first, _ in spans)})

    def _held(self, provider: Provider) -> list[Check]:
        return [check for check in provider.checks if check.name in self.asked.any_of]


def in_date(check: Check, max_age_years: int | None) -> Spans:
    """The days on which a check is in date. One without an end lasts, unless the council sets an age.

    With no date at all nobody knows, which never helps; nor does an end alone where the council sets an age.
    """
    if check.issued is None and (check.expires is None or max_age_years is not None):
        return NEVER
    first = check.issued or date.min
    last = check.expires or date.max
    if max_age_years is not None:
        last = min(last, years_after(first, max_age_years))
    return ((first, last),) if first <= last else NEVER


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 1 March for a 29 February that is missing."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def joined(spans: Iterable[Span]) -> Spans:
    """Stretches in order, those that touch or overlap made one."""
    kept: list[Span] = []
    for first, last in sorted(spans):
        if kept and (kept[-1][1] == date.max or first <= kept[-1][1] + timedelta(days=1)):
            kept[-1] = (kept[-1][0], max(last, kept[-1][1]))
        else:
            kept.append((first, last))
    return tuple(kept)


def both(some: Spans, others: Spans) -> Spans:
    """The days in both."""
    if some is ALWAYS or others is ALWAYS:
        return others if some is ALWAYS else some
    met = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return tuple(sorted((first, last) for first, last in met if first <= last))


def rules_of(area: Area | None) -> tuple[Rule, ...]:
    """The rules for a provider of this area: the law and the council's own; none may be offered without an area."""
    if area is None:
        return (Visible(), NoArea(), Law())
    terms = (Terms(),) if area.gate.terms_agreed else ()
    held = tuple(Held(requirement) for requirement in area.gate.requirements)
    return (Visible(), Law(), Small(area.gate.size_limit), *terms, *held)


def requirement_problems(areas: Mapping[str, Area], needs: Needs) -> Iterator[Problem]:
    """Requirements that name a check or a leaf need that nobody knows, as `areas/<area>/area.yaml: ...`."""
    for code, area in areas.items():
        for number, asked in enumerate(area.gate.requirements):
            path = f"areas/{code}/area.yaml: gate.requirements.{number}"
            yield from (Problem(path, f"unknown check {name}") for name in asked.any_of if name not in CHECKS)
            yield from (Problem(path, f"unknown need {need}") for need in asked.needs if need not in needs.needs)


def offered(provider: Provider, need: str, personal: bool, rules: Iterable[Rule]) -> Spans:
    """The days on which a provider may be offered for a leaf need."""
    spans = ALWAYS
    for rule in rules:
        spans = both(spans, rule.spans(provider, need, personal))
        if not spans:
            break
    return spans


def holds(spans: Spans, first: date, last: date) -> bool:
    """Whether one stretch holds on both days and all between."""
    return any(start <= first and last <= end for start, end in spans)
