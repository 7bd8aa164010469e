"""Providers as an immutable snapshot that knows, per provider and need, between which days it may be offered."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.content.areas import Area
from bot.content.needs import Needs
from bot.matching.by_name import WORD
from bot.matching.gate import PERSONAL_CARE, Offers, Rule, Spans, holds, offered, rules_of
from bot.matching.provider import Check, Provider, Reason, Slot
from bot.matching.provider_csv import read_csv, write_csv

if TYPE_CHECKING:
    from bot.matching.columns import Columns
    from bot.matching.rank import Query, Ranked

LATEST = 256
"""Searches kept in mind with what they found."""

__all__ = ["Catalogue", "Check", "Provider", "Reason", "Slot", "read_csv", "write_csv"]


@dataclass(frozen=True)
class Catalogue:
    """One generation of providers. What it works out, it works out once, when it is first asked."""

    providers: tuple[Provider, ...]
    areas: Mapping[str, Area]
    needs: Needs
    generation: int = 0

    @classmethod
    def of(
        cls, providers: tuple[Provider, ...], areas: Mapping[str, Area], generation: int, needs: Needs
    ) -> "Catalogue":
        """A snapshot of these providers; their ids must differ."""
        made = cls(providers, areas, needs, generation)
        if len(made._index) != len(providers):
            raise ValueError("two providers of a catalogue have the same id")
        return made

    def by_id(self, id: str) -> Provider | None:  # noqa: A002 - the field's own word
        """The provider with this id."""
        index = self._index.get(id)
        return None if index is None else self.providers[index]

    def spans(self, provider: Provider, need: str) -> Spans:
        """The days on which a provider may be offered for a leaf need, as (first, last) in order."""
        return self._spans(provider).get(need, ())

    def why_not(self, provider: Provider, need: str, today: date) -> tuple[Reason, ...]:
        """Every reason why a provider is not offered for a leaf need today; () when it is."""
        personal = self._personal(need)
        rules = (Offers(need), *self._rules(provider))
        reasons = [
            rule.otherwise(provider, today)
            for rule in rules
            if not holds(rule.spans(provider, need, personal), today, today)
        ]
        until = provider.capacity_until
        if provider.capacity == "full" and (until is None or today <= until):
            reasons.append(Reason("gate_full", {"until": until}))
        return tuple(reasons)

    @cached_property
    def columns(self) -> "Columns":
        """What ranking reads. Ask for it once after loading to have the first search as fast as the rest."""
        from bot.matching.columns import columns_of

        offers: dict[str, list[tuple[int, Spans]]] = {need: [] for need in self.needs.needs}
        for index, provider in enumerate(self.providers):
            for need, spans in self._spans(provider).items():
                offers[need].append((index, spans))
        return columns_of(self.providers, offers)

    @cached_property
    def ranked(self) -> "Callable[[Query, date], Ranked]":
        """A query and today -> what `rank` finds here, the latest kept in mind: "more" is the same search again."""
        from bot.matching.rank import rank

        return lru_cache(maxsize=LATEST)(lambda query, today: rank(query, self, today))

    @cached_property
    def words_of_names(self) -> frozenset[str]:
        """Every word in a provider's name."""
        return frozenset(word for provider in self.providers for word in WORD.findall(provider.name.lower()))

    def called(self, words: str) -> Iterator[tuple[str, int]]:
        """Providers that cleaned words call by the first two words of their names, and where the name begins."""
        for one, two in pairwise(WORD.finditer(words)):
            for provider in self._by_opening.get((one[0], two[0]), ()):
                yield provider.id, one.start()

    @cached_property
    def _by_opening(self) -> Mapping[tuple[str, ...], tuple[Provider, ...]]:
        """First two words of a name -> the providers called so."""
        found: defaultdict[tuple[str, ...], tuple[Provider, ...]] = defaultdict(tuple)
        for provider in self.providers:
            found[tuple(WORD.findall(provider.name.lower())[:2])] += (provider,)
        return found

    @cached_property
    def _index(self) -> Mapping[str, int]:
        return {provider.id: index for index, provider in enumerate(self.providers)}

    @cached_property
    def _rules_by_area(self) -> Mapping[str | None, tuple[Rule, ...]]:
        return {None: rules_of(None), **{code: rules_of(area) for code, area in self.areas.items()}}

    @cached_property
    def _singled_out(self) -> frozenset[str]:
        """Needs that some council asks something special of."""
        asked = (requirement for area in self.areas.values() for requirement in area.gate.requirements)
        return frozenset(need for requirement in asked for need in requirement.needs)

    def _rules(self, provider: Provider) -> tuple[Rule, ...]:
        return self._rules_by_area[provider.area if provider.area in self.areas else None]

    def _personal(self, need: str) -> bool:
        return need in self.needs.needs and self.needs.needs[need].group == PERSONAL_CARE

    def _spans(self, provider: Provider) -> Mapping[str, Spans]:
        """Spans by need, where there are any. Needs that no rule tells apart share one reckoning."""
        reckoned: dict[object, Spans] = {}
        found: dict[str, Spans] = {}
        for need in provider.needs:
            personal = self._personal(need)
            kind = (personal, need if need in self._singled_out else None)
            if kind not in reckoned:
                reckoned[kind] = offered(provider, need, personal, self._rules(provider))
            if reckoned[kind]:
                found[need] = reckoned[kind]
        return found
