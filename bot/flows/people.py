"""People to turn to: an area's contact, and a note passed on where somebody reads such notes and the person agrees."""

from bot.content.areas import Area, Contact
from bot.flows.question import Session, World, label
from bot.flows.search_answers import SEARCH
from bot.flows.tree_results import results
from bot.flows.tree_routes import most_serious
from bot.matching.understand import CHECKLIST
from bot.message import Event, Option, Say

FOUNDER_FLOWS = ("cqc_triage", "setup_checklist")
WANTS_LISTING = "wants_listing"
"""Under what name it is kept that somebody asked for their business to be listed."""
OWN_WORK = "own_work"
"""What the checklist's `hears` calls words about the work that somebody does or means to do."""
ACT = "handover"
YES, NO = "yes", "no"
ONE_WAY = ("web",)
"""Channels on which nobody can be reached later: a note would promise what cannot be kept."""


def works_in(session: Session) -> str | None:
    """The council that a founder works in, while their business is what is spoken of."""
    return session.held(CHECKLIST).get("area") if session.flow in FOUNDER_FLOWS else None


def is_founder(session: Session) -> bool:
    """Whether somebody talks as a founder: in one of their flows, or in the menu after these alone, or after they
    asked to be listed."""
    if session.flow == SEARCH or session.held(SEARCH):
        return session.flow in FOUNDER_FLOWS
    return session.flow in FOUNDER_FLOWS or any(session.held(flow) for flow in (*FOUNDER_FLOWS, WANTS_LISTING))


def of_own_work(text: str, world: World) -> bool:
    """Whether a message speaks of the work that somebody does or means to do: "working in Essex"."""
    told = world.hearing.told[CHECKLIST]
    return told.meant(told.words(text), (OWN_WORK,)) is not None


def contact_for(area: Area, founder: bool) -> Contact:
    """The area's people: for a founder the programme, for everybody else adult social care."""
    return area.programme if founder else area.adult_social_care


def read_notes(area: Area | None, channel: str) -> bool:
    """Whether a note about somebody on this channel would be read and could be answered."""
    return area is not None and bool(area.handover_email) and channel not in ONE_WAY


def choices(area: Area | None, channel: str, world: World) -> tuple[Option, ...]:
    """Yes and no to a note; () where nobody reads them. The code holds the area: the yes is for its people alone."""
    if area is None or not read_notes(area, channel):
        return ()
    return tuple(Option(f"menu:{ACT}:{area.code}:{said}", label(world, f"option_{said}")) for said in (YES, NO))


def reach(area: Area, founder: bool, channel: str, world: World) -> Say:
    """Whom to speak to, with the offer of a note where there is a reader."""
    contact, options = contact_for(area, founder), choices(area, channel, world)
    if options:
        return Say("person_note", {"contact": contact}, options)
    ring, night = None if contact.phone else area.adult_social_care, area.safeguarding.night
    return Say("person", {"contact": contact, "ring": ring, "lines": [night] if night and not founder else []})


def note(session: Session, area: Area, world: World) -> Event:
    """The yes to a note: what it is about, as codes alone."""
    need = session.held(SEARCH).get("need")
    codes = {"consent": YES, "area": area.code, "flow": session.flow, "need": need, "outcome": outcome(session, world)}
    return Event("handed-over", {name: code for name, code in codes.items() if code})


def outcome(session: Session, world: World) -> str | None:
    """The outcome that stands of a decision tree, if one was told."""
    trees = world.content.trees.items()
    told = {name: results(session.held(name)) for name, _ in trees}
    found = (most_serious(tree, (one.outcome for one in told[name])) for name, tree in trees)
    return next(filter(None, found), None)
