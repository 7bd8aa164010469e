"""What one cell of the catalogue means. Every reader takes tidy text and raises ValueError saying what is wrong."""

import re
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from bot.matching.provider import Check
from bot.matching.text import REMEMBERED

CHECKS = (
    *("identity", "right-to-work", "dbs-basic", "dbs-enhanced", "public-liability", "employers-liability"),
    *("safeguarding", "first-aid", "health-and-safety", "data-protection", "lone-working", "equality"),
    *("food-hygiene", "moving-and-handling", "medication", "infection-control", "care-certificate", "code-of-conduct"),
)
CAPACITIES = ("open", "waiting-list", "full")
CONTACTS = ("phone", "email", "web")
PAYMENTS = ("direct-payment", "self-funded", "personal-health-budget")
LEGAL_FORMS = ("sole-trader", "partnership", "limited-company", "cic", "charity")
STANDINGS = ("registered", "exempt", "not-needed")

ALSO = {
    "waiting": "waiting-list",
    "direct-payments": "direct-payment",
    "self-funder": "self-funded",
    "self-funders": "self-funded",
    "private": "self-funded",
    "personal-health-budgets": "personal-health-budget",
    "ltd": "limited-company",
    "limited": "limited-company",
    "company": "limited-company",
    "community-interest-company": "cic",
    "self-employed": "sole-trader",
    "cqc-registered": "registered",
    "not-required": "not-needed",
}
LANGUAGES = {
    "english": "en",
    "welsh": "cy",
    "polish": "pl",
    "romanian": "ro",
    "portuguese": "pt",
    "lithuanian": "lt",
    "punjabi": "pa",
    "urdu": "ur",
    "bengali": "bn",
    "gujarati": "gu",
    "hindi": "hi",
    "spanish": "es",
    "french": "fr",
    "italian": "it",
    "ukrainian": "uk",
    "bsl": "bfi",
    "british-sign-language": "bfi",
}
UNITS = {"hr": "hour", "hrs": "hour", "hours": "hour", "hourly": "hour", "daily": "day", "nightly": "night"}
YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0")

FURTHEST_KM = 300.0
MILE_KM = 1.609344
FIRST_YEAR, LAST_YEAR = 1970, 2099

_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_BRITISH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_CLOCK = re.compile(r"[ t]\d{1,2}:\d\d(:\d\d)?$")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})?")
_CQC_ID = re.compile(r"\d-\d{5,12}")
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[a-z]{2,}", re.IGNORECASE)
_WEB = re.compile(r"https?://[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]{2,}(:\d+)?([/?#]\S*)?", re.IGNORECASE)


@lru_cache(maxsize=REMEMBERED)
def slug(words: str) -> str:
    """Words as a code: `Limited company` is `limited-company`."""
    return re.sub(r"[\s_]+", "-", words.strip().casefold())


def one_line(cell: str) -> str:
    """Words as they are, on one line."""
    return " ".join(cell.split())


def listed(cell: str, separators: str = ";,\n|") -> list[str]:
    """The parts of a list, blanks left out."""
    return [part.strip() for part in re.split(f"[{re.escape(separators)}]", cell) if part.strip()]


def one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    """A reader of one of these codes, in any case and spacing, or by another name that people use."""

    def read(cell: str) -> str:
        code = ALSO.get(slug(cell), slug(cell))
        if code not in known:
            raise ValueError(f"'{cell}' is none of {', '.join(known)}")
        return code

    return read


def several_of(known: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """A reader of a list of these codes."""
    read = one_of(known)
    return lambda cell: tuple(dict.fromkeys(read(part) for part in listed(cell)))


def slugs(cell: str) -> tuple[str, ...]:
    """A list of codes that nobody limits."""
    return tuple(dict.fromkeys(slug(part) for part in listed(cell)))


def languages(cell: str) -> tuple[str, ...]:
    """Language codes, from codes or English names."""
    return tuple(dict.fromkeys(LANGUAGES.get(code, code) for code in slugs(cell)))


def yes(cell: str) -> bool:
    """Yes or no, in the ways that spreadsheets say it."""
    if cell.casefold() in YES:
        return True
    if cell.casefold() in NO:
        return False
    raise ValueError(f"'{cell}' is neither yes nor no")


def day(cell: str) -> date:
    """A date: 2026-12-31 or 31/12/2026, a time of day after it left out."""
    words = _CLOCK.sub("", cell.casefold())
    iso, british = _ISO.fullmatch(words), _BRITISH.fullmatch(words)
    try:
        found = date(*map(int, iso.groups())) if iso else date(*map(int, british.groups()[::-1])) if british else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"'{cell}' is no date; write 2026-12-31 or 31/12/2026")
    return found


def number(cell: str) -> float:
    """A number that is not negative."""
    try:
        found = float(cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e6:
        raise ValueError(f"'{cell}' is no number that fits here")
    return found


def kilometres(cell: str) -> float:
    """A distance in km, to the nearest 100 m; miles are turned into km."""
    words = cell.casefold().replace(" ", "")
    bare = re.sub(r"(km|kms|kilometres?|miles?|mi)$", "", words)
    far = round(number(bare) * (MILE_KM if words.endswith(("mile", "miles", "mi")) else 1), 1)
    if far > FURTHEST_KM:
        raise ValueError(f"'{cell}' is more than {FURTHEST_KM:.0f} km")
    return far


def pounds(cell: str) -> float:
    """A price in pounds, to the penny."""
    return round(number(re.sub(r"[£\s]|gbp", "", cell.casefold())), 2)


def unit(cell: str) -> str:
    """What a price is for: `hour`, from "per hour", "/hr" or "hourly"."""
    word = slug(re.sub(r"^(per|an?|each)\s|^/", "", cell.casefold()))
    return UNITS.get(word, word)


def heads(cell: str) -> int:
    """How many people work there: a whole number from 1."""
    found = number(cell)
    if found < 1 or found != int(found):
        raise ValueError(f"'{cell}' is no number of people; count every worker, paid or not, the owner too")
    return int(found)


def phone(cell: str) -> str:
    """A British number as people write it, `07700 900123`. A zero that a spreadsheet dropped is put back."""
    digits = re.sub(r"[\s().\-]", "", cell)
    digits = re.sub(r"^(\+44|0044|44(?=\d{10}$))0?", "0", digits)
    digits = f"0{digits}" if re.fullmatch(r"[1-35789]\d{8,9}", digits) else digits
    if not re.fullmatch(r"0(7\d{9}|[1-3589]\d{8,9})", digits):
        raise ValueError("not a British telephone number")
    return " ".join(_grouped(digits))


def _grouped(digits: str) -> tuple[str, ...]:
    if digits.startswith("02"):
        return digits[:3], digits[3:7], digits[7:]
    if digits[1] in "38" or re.match(r"01(1\d|\d1)", digits):
        return digits[:4], digits[4:7], digits[7:]
    return digits[:5], digits[5:]


def email(cell: str) -> str:
    """A mail address."""
    address = cell.removeprefix("mailto:")
    if not _MAIL.fullmatch(address):
        raise ValueError("not a mail address")
    return address


def web(cell: str) -> str:
    """A web address, with https:// before it when it has no scheme."""
    address = cell if "://" in cell else f"https://{cell}"
    if not _WEB.fullmatch(address):
        raise ValueError("not a web address")
    return address


def postcode(cell: str) -> str:
    """A postcode or its first half in the usual form, `WR14 3AY`. Whether it exists is another question."""
    found = _POSTCODE.fullmatch(re.sub(r"\s", "", cell).upper())
    if not found:
        raise ValueError(f"'{cell}' is not a postcode")
    return " ".join(half for half in found.groups() if half)


def cqc_id(cell: str) -> str:
    """The number of a CQC registration."""
    if not _CQC_ID.fullmatch(cell):
        raise ValueError(f"'{cell}' is no CQC number such as 1-123456789")
    return cell


def checks(cell: str) -> tuple[Check, ...]:
    """Checks as `name issued..expires`, either day left out where it is not known."""
    return tuple(_check(part) for part in listed(cell))


def _check(part: str) -> Check:
    name, *rest = re.split(r"\s+(?=\d|\.\.)", part, maxsplit=1)
    if slug(name) not in CHECKS:
        close = get_close_matches(slug(name), CHECKS, 1)
        raise ValueError(f"unknown check '{name}'" + (f"; did you mean {close[0]}?" if close else ""))
    first, _, last = re.sub(r"\s+to\s+", "..", "".join(rest)).partition("..")
    issued, expires = (day(one.strip()) if one.strip() else None for one in (first, last))
    if issued and expires and expires < issued:
        raise ValueError(f"{slug(name)} ends before it begins")
    return Check(slug(name), issued, expires)
