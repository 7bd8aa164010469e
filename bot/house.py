"""All the parts of one process, put together from its settings. A channel without its settings is off."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

from pydantic import SecretStr

from bot import timers
from bot.caps import Caps, Which
from bot.catchup import EVERY_S, Reading, catch_up
from bot.channels import Channel, Receipt, sms, telegram
from bot.channels.sms import Sms
from bot.channels.telegram import Telegram
from bot.channels.web import Keys, Web
from bot.content import CONTENT, Content, load_content
from bot.delivery import PACES, SMS_BURST, Delivery, receipt
from bot.flows.question import World
from bot.hours import LONDON
from bot.jobs import Tick, Worker, for_all, threaded
from bot.matching.catalogue import Catalogue
from bot.matching.samples import SAMPLE, sample_catalogue
from bot.matching.understand import Hearing
from bot.message import Inbound, Outbound, SaidError, Say
from bot.metrics import Metrics
from bot.pace import Pace
from bot.post import Office, mail_due
from bot.restraint import restrained
from bot.revisit import revisit_due
from bot.settings import Settings
from bot.store import plans, reach
from bot.store.catalogue import Current, Known
from bot.store.claims import Paces
from bot.store.demand import Latest
from bot.store.forget import remove_shown
from bot.store.history import History, history
from bot.store.parts import Till
from bot.store.seal import secrets_for
from bot.store.store import Store
from bot.turn import Talk

log = logging.getLogger(__name__)


class StartError(SaidError):
    """We do not start like this. One line, for the operator."""


def clock() -> datetime:
    """The time now, in London."""
    return datetime.now(LONDON)


@dataclass(frozen=True, slots=True)
class House:
    """All the parts of one process."""

    settings: Settings
    content: Content
    store: Store
    current: Current
    channels: Mapping[str, Channel]
    keys: Keys
    talk: Talk
    delivery: Delivery
    worker: Worker
    metrics: Metrics
    closing: asyncio.Event
    """Set when the process is asked to end: whoever waits for something stops waiting."""

    def shut(self) -> None:
        """The process is to end: let nobody wait for anything any more."""
        self.closing.set()
        web = self.channels[Web.name]
        if isinstance(web, Web):
            web.stir()

    async def take(self, inbound: Inbound) -> bool:
        """Keep a message, and see that it gets its turn. False for one that was taken before."""
        new = await self.worker.receive(inbound)
        self.metrics.received.labels(inbound.channel, "new" if new else "again").inc()
        return new

    async def receipt(self, told: Receipt) -> bool:
        """Keep a delivery receipt. False for one that we had before."""
        return await asyncio.to_thread(receipt, self.store, told)

    async def lose(self, address: str) -> None:
        """Note that somebody blocked us on Telegram."""
        await self.store.running(
            lambda tx: reach.unreachable(tx.connection, self.store.safe, Telegram.name, address, tx.now)
        )

    async def history(self, session: str) -> History:
        """The conversation of a web session."""
        query = partial(history, safe=self.store.safe, channel=Web.name, address=session)
        return await asyncio.to_thread(self.store.read, query)

    async def part(self, session: str) -> None:
        """Our last words to the person of a web session, who asked to be forgotten, have been shown."""
        key = self.store.safe.key(Web.name, session)
        await self.store.running(lambda transaction: remove_shown(transaction.connection, key))


def build(settings: Settings, hearing: Hearing | None = None) -> House:
    """Put the parts together, from content that was read for them or may have been before.

    Raises StartError, BrokenContentError, StoreError or SealError.
    """
    hearing = hearing or Hearing(load_content(settings.nearhand_content or CONTENT))
    content = hearing.content
    if settings.nearhand_area not in (None, *content.areas):
        raise StartError(f"NEARHAND_AREA: no such area; there are {', '.join(content.areas)}")
    url = settings.database_url.get_secret_value()
    secrets, note = secrets_for(url, secret(settings.nearhand_secret_key))
    if note:
        log.warning("%s", note)
    store = Store.open(url, secrets, clock)
    try:
        return furnished(settings, hearing, store, Keys(*secrets))
    except BaseException:
        store.close()
        raise


def furnished(settings: Settings, hearing: Hearing, store: Store, keys: Keys) -> House:
    """A house around its store."""
    content, channels = hearing.content, channels_of(settings)
    if not hearing.needs.paraphrase:
        log.warning("word vectors: off, needs the package wordllama; paraphrases are heard less well")
    current = catalogue_in_use(settings, content, hearing, store, channels)
    demand = Latest(store)
    found = partial(world, settings, content, hearing, current, store, demand)
    restrain = partial(restrained, limit=settings.nearhand_answers_an_hour)
    talk = Talk(found, channels, timers=timers.timers, remind=timers.remind, restrain=restrain)
    metrics, closing = Metrics(), asyncio.Event()
    delivery = Delivery(store, channels, seen=metrics.delivery, **held_back(settings, talk, metrics))
    changes = for_all("guides", 60, partial(revisit_due, store, talk))
    more = (
        threaded("demand", 60, demand.refresh),
        changes,
        *post(settings, store, content),
        *missed_texts(store, channels, metrics, closing),
    )
    worker = Worker(store, talk, delivery, current.refresh, metrics.turns, more)
    return House(settings, content, store, current, channels, keys, talk, delivery, worker, metrics, closing)


def held_back(settings: Settings, talk: Talk, metrics: Metrics) -> dict[str, Any]:
    """What delivery keeps to: the pace of each channel, and what texts may cost in a day."""
    caps = Caps(settings.sms_cap_person, settings.sms_cap_area)
    return {"paces": paces(settings), "till": Till(caps, partial(cap_words, talk)), "stopped": metrics.stopped}


def cap_words(talk: Talk, which: Which, area: str | None) -> Sequence[Outbound]:
    """What somebody is told whose answer is not sent, as a text."""
    content = talk.world().content
    known = content.areas.get(area or "")
    values = {"contact": known.adult_social_care if known else None}
    say = Say("cap_area", values) if which == "area" else Say("cap_person", values)
    return talk.channels[Sms.name].lay_out(talk.text_of(say, content, area), ())


def paces(settings: Settings) -> Paces:
    """How fast each channel sends."""
    return {**PACES, Sms.name: Pace(settings.twilio_per_second, max(SMS_BURST, settings.twilio_per_second))}


def world(
    settings: Settings, content: Content, hearing: Hearing, current: Current, store: Store, demand: Latest
) -> World:
    """The world as a turn finds it now."""
    url = settings.public_url
    plan_link = partial(plans.link, store.safe, url) if url else None
    area = settings.nearhand_area
    return World(clock(), content, hearing, current.catalogue, area, url, plan_link, demand.figures)


def post(settings: Settings, store: Store, content: Content) -> tuple[Tick, ...]:
    """Mailing notes to their readers, where there is a mail server; says so where notes will wait to be listed."""
    url = secret(settings.smtp_url)
    if url:
        return (for_all("post", 60, partial(mail_due, store, Office.of(url), content)),)
    if any(area.handover_email for area in content.areas.values()):
        log.warning("post: off, needs SMTP_URL; notes wait in python -m bot handovers")
    return ()


def missed_texts(
    store: Store, channels: Mapping[str, Channel], metrics: Metrics, closing: asyncio.Event
) -> tuple[Tick, ...]:
    """Reading Twilio's log for texts that never reached us, where texts are on."""
    channel = channels.get(Sms.name)
    if not isinstance(channel, Sms):
        return ()

    def received(new: bool) -> None:
        metrics.received.labels(Sms.name, "caught_up" if new else "again").inc()

    def read() -> None:
        outcome: Reading = "failed"
        try:
            taken = catch_up(store, channel, received, going=lambda: not closing.is_set())
            outcome = "cut" if taken is None else "whole"
        finally:
            metrics.log_read(outcome)

    return (for_all("texts missed", EVERY_S, read, at_start=True),)


def secret(value: SecretStr | None) -> str:
    """A secret setting's text; empty when it is not set."""
    return value.get_secret_value() if value else ""


def channels_of(settings: Settings) -> dict[str, Channel]:
    """The channels that are on, by name. Says of each whether it is."""
    found: dict[str, Channel] = {Web.name: Web()}
    if is_on(settings, "sms"):
        found[Sms.name] = Sms(twilio_account(settings))
    if is_on(settings, "telegram"):
        found[Telegram.name] = Telegram(telegram_account(settings))
    return found


def is_on(settings: Settings, channel: Literal["sms", "telegram"]) -> bool:
    """Whether a channel has its settings; says so."""
    missing = settings.lacking(channel)
    log.info("%s: %s", channel, f"off, needs {', '.join(missing)}" if missing else "on")
    return not missing


def twilio_account(settings: Settings) -> sms.Account:
    """Twilio's settings."""
    return sms.Account(
        account_sid=settings.twilio_account_sid or "",
        auth_token=secret(settings.twilio_auth_token),
        sender=settings.twilio_messaging_service_sid or settings.twilio_from or "",
        public_url=settings.public_url,
        api_base=settings.twilio_api_base,
    )


def telegram_account(settings: Settings) -> telegram.Account:
    """Telegram's settings."""
    token, shared = secret(settings.telegram_bot_token), secret(settings.telegram_webhook_secret)
    return telegram.Account(token, shared, settings.telegram_api_base)


def catalogue_in_use(
    settings: Settings, content: Content, hearing: Hearing, store: Store, channels: Mapping[str, Channel]
) -> Current:
    """The imported catalogue, else the sample, where that may be shown."""
    known = Known(hearing.gazetteer, content.needs, content.areas)
    current = Current(store, known, Catalogue.of((), content.areas, SAMPLE, content.needs))
    if current.refresh():
        return current
    if len(channels) > 1 and not settings.nearhand_sample:
        raise StartError("the catalogue is the sample: import a real one, or set NEARHAND_SAMPLE=yes to show it")
    log.warning("no catalogue has been imported: showing the sample, whose businesses are made up")
    return Current(store, known, sample_catalogue(content, hearing.gazetteer))
