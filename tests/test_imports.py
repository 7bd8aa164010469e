"""What a command loads: nothing heavy before it is needed. Names of modules, as time is noisy."""

import subprocess
import sys

import pytest

CHANNELS = {"telegram", "twilio", "apscheduler", "fastapi", "starlette", "uvicorn"}
DATABASE = {"sqlalchemy", "sqlmodel", "alembic", "psycopg"}
RUN = "from bot.__main__ import main; import sys; sys.argv = ['bot', {}]; main()"
BUDGETS = [
    # what is run, what it must not load
    ("import bot.__main__", CHANNELS | DATABASE | {"numpy", "yaml", "jinja2"}),
    (
        RUN.format("'understand', '--json', 'cleaner malvern'"),
        CHANNELS | DATABASE | {"jinja2"},
    ),
    (
        RUN.format("'chat', '--script', '/dev/null'"),
        CHANNELS | {"psycopg", "alembic"},
    ),
    ("import bot.conversation", CHANNELS | DATABASE),
    ("import bot.channels.sms, bot.channels.telegram", CHANNELS | DATABASE),
    ("import bot.store.store", CHANNELS),
]


@pytest.mark.parametrize(("code", "forbidden"), BUDGETS, ids=[code[-40:] for code, _ in BUDGETS])
def test_import_budget(code: str, forbidden: set[str]) -> None:
    report = "import atexit, sys; atexit.register(lambda: print('LOADED', *sys.modules))"
    ran = subprocess.run([sys.executable, "-c", f"{report}; {code}"], capture_output=True, text=True, check=False)
    loaded = set(ran.stdout.rpartition("LOADED")[2].split())
    assert loaded, ran.stderr
    assert not loaded & forbidden
