"""Somebody's setup plan as a page and a PDF: for whoever has the link, until it is too old. No number, no name.

`GET /plan/<token>` and `/plan/<token>.pdf`: not for search engines, kept by nobody on the way, and the address is told
to no page that a link leads to.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.limit import Limit
from bot.content.pages import ShortPage
from bot.flows.checklist_steps import NAME
from bot.flows.setup_plan import SetupPlan, plan_of
from bot.flows.tree_results import day
from bot.hours import LONDON
from bot.house import House
from bot.pages import HEADERS, OVER_HTTPS, templates
from bot.plan_pdf import pdf_of
from bot.store import plans
from bot.store.plans import NoPlanError, OldPlanError

PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}
FILE = "setup-plan.pdf"
Shown = Callable[[SetupPlan, date, str], Response]
"""A plan, the last day of its link, and the token -> what is answered."""

log = logging.getLogger(__name__)


class TooOftenError(Exception):
    """A plan is asked for again and again: making it takes more time than asking."""


def routes(house: House) -> list[BaseRoute]:
    """The plan's page, and its PDF."""
    plan = Plan(house)
    return [Route("/plan/{token}.pdf", plan.pdf), Route("/plan/{token}", plan.page)]


class Plan:
    """What is answered to whoever has a link."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pages = house.content.pages
        https = house.settings.public_url.startswith("https://")
        self._limit = Limit(burst=20, per_minute=10)
        self._headers = HEADERS | (OVER_HTTPS if https else {}) | PRIVATE

    async def page(self, request: Request) -> Response:
        """The plan as a page."""
        return await self._guarded(request.path_params["token"], self._as_page)

    async def pdf(self, request: Request) -> Response:
        """The plan as a PDF."""
        return await self._guarded(request.path_params["token"], self._as_pdf)

    async def _guarded(self, token: str, show: Shown) -> Response:
        """What a token leads to, or a page that says why it leads nowhere. Only the kind of an error is logged."""
        try:
            return await asyncio.to_thread(self._found, token, show)
        except NoPlanError:
            raise HTTPException(404) from None
        except TooOftenError:
            return self._problem(429, self._pages.problems.too_many)
        except OldPlanError:
            return self._problem(410, self._pages.plan.expired)
        except Exception as error:
            log.error("a plan could not be shown: %s", type(error).__name__)
            return self._problem(500, self._pages.problems.broken)

    def _found(self, token: str, show: Shown) -> Response:
        store, world = self._house.store, self._house.talk.world()
        start, until = plans.opened(store.safe, token, world.now)
        if not self._limit.allows(start):
            raise TooOftenError
        answers = store.read(lambda connection: plans.whose(connection, store.safe.seal, start)).held(NAME)
        if not answers:
            raise NoPlanError("nothing is planned")
        return show(plan_of(answers, world, world.now.astimezone(LONDON).date()), until, token)

    def _as_page(self, plan: SetupPlan, until: date, token: str) -> Response:
        words = self._pages.plan
        return self._html("plan.html", words.title, 200, words=words, plan=plan, until=day(until), token=token)

    def _as_pdf(self, plan: SetupPlan, _until: date, _token: str) -> Response:
        made = pdf_of(plan, self._pages.plan, self._pages.name, self._house.talk.world().now)
        headers = self._headers | {"Content-Disposition": f'inline; filename="{FILE}"'}
        return Response(made, media_type="application/pdf", headers=headers)

    def _problem(self, status: int, problem: ShortPage) -> Response:
        return self._html("problem.html", problem.title, status, problem=problem)

    def _html(self, template: str, title: str, status: int, **values: object) -> Response:
        page = templates().get_template(template)
        text = page.render(pages=self._pages, title=title, sample=False, **values)
        return HTMLResponse(text, status, self._headers)
