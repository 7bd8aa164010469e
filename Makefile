# make chat: set up, then talk to the assistant.  make test: set up, then run every check.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: chat serve test check bench soak lock setup

chat: setup
	@$(BIN)/python -m bot chat

serve: setup
	@$(BIN)/python -m bot serve

test: setup
	@echo "1/6 ruff check";    $(BIN)/ruff check .
	@echo "2/6 ruff format";   $(BIN)/ruff format --check .
	@echo "3/6 mypy";          $(BIN)/mypy
	@echo "4/6 import-linter"; $(BIN)/lint-imports
	@echo "5/6 content";       $(BIN)/python -m bot check
	@echo "6/6 pytest";        $(BIN)/python -m pytest -n auto

check: setup
	@$(BIN)/python -m bot check

bench: setup
	@for name in understanding matching start commits turns; do \
	  echo "== $$name"; $(BIN)/python benchmarks/$$name.py || exit 1; done

soak: setup
	@$(BIN)/python benchmarks/soak.py && $(BIN)/python benchmarks/crowd.py

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@echo "Setting up .venv (once; about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit("Nearhand needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the packages of requirements.lock"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q bot
	@touch $@

# Needs uv. Writes exact versions and hashes, and no index address; then the part that is needed to run it.
PIN := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
lock:
	$(PIN) --all-extras pyproject.toml -o requirements.lock
	$(PIN) --extra postgres --extra paraphrase --extra places --constraint requirements.lock pyproject.toml \
	  -o requirements-run.lock
