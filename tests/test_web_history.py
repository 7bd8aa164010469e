"""What pages and webhooks ask of the store, on both engines: the lines of a conversation, what waits, who left."""

import asyncio
from functools import partial
from math import inf

from store_fixtures import Clock, Paper, message, rows, talk_of

from bot.channels import NotSent
from bot.delivery import Delivery
from bot.message import Outbound
from bot.store.claims import claim
from bot.store.forget import remove_shown
from bot.store.history import History, history
from bot.store.outbox import End, end
from bot.store.reach import ALIVE_S, backlog, signs, unreachable
from bot.store.retention import purge
from bot.store.store import Store
from bot.store.tables import outbox, person
from bot.turn import take

SESSION = "a-web-session"


def talk(store: Store, most: int = 100) -> History:
    """The conversation of our session."""
    return store.read(partial(history, safe=store.safe, channel="web", address=SESSION, most=most))


def texts(store: Store) -> list[tuple[bool, str]]:
    """Who said what."""
    return [(line.ours, line.text) for line in talk(store).lines]


def shown(store: Store) -> None:
    """A page has shown our last words."""
    store.run(lambda tx: remove_shown(tx.connection, store.safe.key("web", SESSION)))


def say(store: Store, clock: Clock, words: str, number: str | None = None) -> None:
    """A message and its turn."""
    store.receive(message(words, number, SESSION, "web"))
    clock.passes(seconds=1)
    take(store, talk_of(clock, Paper("web")))
    clock.passes(seconds=1)


def test_a_conversation_in_order(store: Store, clock: Clock) -> None:
    assert talk(store) == History()
    store.receive(message("hello", "1", SESSION, "web"))
    store.receive(message("again", "2", SESSION, "web"))
    store.receive(message("somebody else", "3", "another-session", "web"))
    assert talk(store).waiting
    clock.passes(seconds=1)
    take(store, talk_of(clock, Paper("web")))
    assert texts(store) == [(False, "hello"), (True, "hello"), (False, "again"), (True, "again")]
    assert not talk(store).waiting
    assert talk(store).known
    ids = [line.id for line in talk(store).lines]
    assert len(set(ids)) == 4
    assert [line.text for line in talk(store, most=2).lines] == ["again", "again"]


def test_a_reminder_stands_where_it_was_written(store: Store, clock: Clock) -> None:
    say(store, clock, "hello")
    number = rows(store, person)[0]["id"]
    store.run(lambda tx: (tx.someone(number), tx.queue(number, None, [Outbound("a reminder")], "nudge")))
    clock.passes(hours=1)
    say(store, clock, "thanks")
    assert [text for _, text in texts(store)] == ["hello", "hello", "a reminder", "thanks", "thanks"]


def test_nothing_is_left_of_somebody_forgotten(store: Store, clock: Clock) -> None:
    say(store, clock, "hello")
    before = {line.id for line in talk(store).lines}
    say(store, clock, "forget me")
    assert texts(store) == [(True, "forget me")]
    asyncio.run(Delivery(store, {"web": Paper("web")}).deliver_due())
    # The page, in whatever process, is yet to show it.
    assert texts(store) == [(True, "forget me")]
    assert talk(store).forgotten
    shown(store)
    assert rows(store, person) == rows(store, outbox) == []
    assert talk(store) == History()
    say(store, clock, "hello once more")
    assert texts(store) == [(False, "hello once more"), (True, "hello once more")]
    assert not before & {line.id for line in talk(store).lines}


def test_last_words_may_be_shown_before_they_count_as_sent(store: Store, clock: Clock) -> None:
    say(store, clock, "forget me")
    claimed = store.run(lambda tx: claim(tx.connection, store.safe.seal, tx.now, ["web"], 10)).letters
    shown(store)
    assert rows(store, person) == []
    store.run(lambda tx: end(tx.connection, store.safe, tx.now, [End(claimed[0], "1")]))
    assert rows(store, outbox) == []


def test_last_words_that_nobody_looks_at_go_within_the_hour(store: Store, clock: Clock) -> None:
    say(store, clock, "forget me")
    asyncio.run(Delivery(store, {"web": Paper("web")}).deliver_due())
    store.run(lambda tx: purge(tx.connection, tx.now, {}))
    assert rows(store, person) == rows(store, outbox) == []


def test_whoever_writes_after_our_last_words_stays(store: Store, clock: Clock) -> None:
    say(store, clock, "forget me")
    store.receive(message("hello again", None, SESSION, "web"))
    assert not talk(store).forgotten
    shown(store)
    assert len(rows(store, person)) == 1
    say(store, clock, "and again")
    shown(store)
    assert [text for _, text in texts(store)][-1] == "and again"


def test_what_waits(store: Store, clock: Clock) -> None:
    def waits() -> object:
        return dict(store.read(partial(backlog, now=clock(), channels=["sms"])))

    assert waits() == {"inbox": (0, 0.0), "outbox": (0, 0.0)}
    store.receive(message("hello"))
    clock.passes(seconds=30)
    assert waits() == {"inbox": (1, 30.0), "outbox": (0, 0.0)}
    take(store, talk_of(clock, Paper()))
    clock.passes(seconds=5)
    assert waits() == {"inbox": (0, 0.0), "outbox": (1, 5.0)}


def waits_out(store: Store, clock: Clock) -> tuple[int, float]:
    """What waits in the outbox."""
    return store.read(partial(backlog, now=clock(), channels=["sms"]))["outbox"]


def test_what_is_tried_again_and_again_waits_since_it_was_queued(store: Store, clock: Clock) -> None:
    paper = Paper()
    paper.outcomes += [NotSent("503", again=True)] * 9
    store.receive(message("hello"))
    take(store, talk_of(clock, paper))
    delivery = Delivery(store, {"sms": paper}, lambda: 0.5)
    for seconds in range(0, 120, 10):
        assert waits_out(store, clock) == (1, float(seconds))
        asyncio.run(delivery.deliver_due())
        clock.passes(seconds=10)


def test_what_is_put_off_to_the_morning_waits_for_nothing_yet(store: Store, clock: Clock) -> None:
    paper = Paper()
    paper.outcomes += [NotSent("503", again=True)]
    store.receive(message("hello"))
    store.run(lambda tx: tx.handled(tx.waiting(["sms"], 1)[0]))
    clock.passes(hours=9, minutes=59)
    store.run(lambda tx: tx.queue(1, None, [Outbound("a nudge")], "nudge"))
    delivery = Delivery(store, {"sms": paper}, lambda: 0.5)
    asyncio.run(delivery.deliver_due())
    clock.passes(minutes=5)
    asyncio.run(delivery.deliver_due())
    assert waits_out(store, clock) == (0, 0.0)
    clock.passes(hours=12)
    assert waits_out(store, clock)[0] == 1


def test_what_waits_on_a_channel_that_is_off_is_nobodys_business(store: Store, clock: Clock) -> None:
    store.receive(message("hello", sender="7", channel="telegram"))
    store.receive(message("hello"))
    take(store, talk_of(clock, Paper("telegram")))
    store.receive(message("more", sender="7", channel="telegram"))
    clock.passes(seconds=30)
    assert store.read(partial(backlog, now=clock(), channels=["sms"])) == {"inbox": (1, 30.0), "outbox": (0, 0.0)}


def test_a_worker_is_heard_of_or_not(store: Store, clock: Clock) -> None:
    def since() -> float:
        return store.read(partial(signs, now=clock(), channels=["sms"])).beat_s

    assert since() == inf
    store.run(lambda tx: tx.beat())
    assert since() == 0.0
    clock.passes(seconds=ALIVE_S + 1)
    assert since() > ALIVE_S


def test_somebody_who_left_gets_nothing_of_what_waits(store: Store, clock: Clock) -> None:
    def leave(address: str) -> None:
        store.run(lambda tx: unreachable(tx.connection, store.safe, "web", address, tx.now))

    say(store, clock, "hello")
    leave("nobody we know")
    assert rows(store, outbox)[0]["state"] == "waiting"
    leave(SESSION)
    assert (rows(store, outbox)[0]["state"], rows(store, outbox)[0]["error"]) == ("given_up", "unreachable")
    assert rows(store, person)[0]["unreachable_at"] == clock()
    say(store, clock, "back again")
    assert rows(store, person)[0]["unreachable_at"] is None
