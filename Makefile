# Heard. `make help` lists what can be made.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.made
UV_ENV := .uv

PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.PHONY: help venv demo test lint messages shots bench faults lock clean
.DEFAULT_GOAL := help

help:  ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

venv: $(STAMP)  ## make .venv from the hashed lock (again only when lock or pyproject change)

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Heard needs Python 3.11 or newer, and '$(PYTHON)' is not: try 'make PYTHON=python3.12 venv'." >&2; exit 1; }
	@echo "Bringing $(VENV) up to the lock (the first time about a minute)"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: venv  ## serve the demo: a network, its members and four phones in your browser
	@$(BIN)/heard demo

test: venv  ## run every test; those of conversations/ must cover it whole, branches too
	@$(BIN)/python -m pytest -n auto --dist worksteal tests/conversations --cov=conversations \
	  --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100
	@$(BIN)/python -m pytest -n auto --dist worksteal --ignore=tests/conversations

lint: venv  ## check style, format, types, imports and spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell

messages: venv  ## bring the catalogues in locales/ up to the words in the code
	@$(BIN)/python -m tests.tools.messages update

shots: venv  ## take screenshots of the phones page in the middle of the story
	@$(BIN)/python -m tests.shots
	@$(BIN)/python -m tests.shots_of_the_loop

bench: venv  ## measure speed and memory, or one of both: make bench BENCH=turns
	@$(BIN)/python -m tests.bench $(BENCH)

faults: venv  ## break what can break and count; CASE=, KILLS=, SEED=, DATABASE= choose
	@$(BIN)/python -m tests.faults

lock:  ## resolve the dependencies anew into the two hashed locks
	@test -x $(UV_ENV)/bin/uv || { $(PYTHON) -m venv $(UV_ENV) && \
	  $(UV_ENV)/bin/python -m pip --disable-pip-version-check --quiet install uv; }
	@$(UV_ENV)/bin/uv pip compile $(LOCK_OPTIONS) --upgrade --group build --group dev pyproject.toml \
	  -o requirements-dev.lock
	@$(UV_ENV)/bin/uv pip compile $(LOCK_OPTIONS) --group build pyproject.toml \
	  -c requirements-dev.lock -o requirements.lock

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-emit-index-url --no-annotate

clean:  ## remove what was made here, but no database
	@rm -rf $(VENV) $(UV_ENV) .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache \
	  .hypothesis htmlcov shots build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
