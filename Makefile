# What you can type.  `make` alone lists it.
#
# Needs make and Python >= 3.11 (on Debian also python3-venv).  uv is used when it is
# on the PATH, else pip.  Both install from the lock files, by hash, into .venv/.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
PY := $(BIN)/python
UV ?= $(shell command -v uv 2>/dev/null)
COMPILE = $(UV) pip compile --quiet --no-header --no-emit-index-url \
	--generate-hashes --universal --python-version 3.11

# Words for the program (demo), for pytest (test, e2e, long), targets (fuzz) or for uv (lock).
ARGS ?=
# How many tests run side by side.
N ?= 2
# How long each target is fuzzed.
MINUTES ?= 10
# How many rounds each long test makes.
ROUNDS ?= 1000

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' \
		$(firstword $(MAKEFILE_LIST))

setup: ## make .venv with .venv/bin/mailbot, from the lock, by hash
	@UV="$(UV)" sh .ci/setup requirements.lock

setup-dev:
	@UV="$(UV)" sh .ci/setup requirements-dev.lock

demo: setup ## watch one application become a guarantee (ARGS=--once ends by itself)
	@$(BIN)/mailbot demo $(ARGS)

test: setup-dev ## the tests that need nothing but this machine, in some six minutes
	$(PY) -m pytest -n $(N) $(ARGS)

e2e: setup-dev ## the tests with real peers and whole processes
	$(PY) -m pytest -m e2e $(ARGS)

long: setup-dev ## kill storms, fuzzing, soak (ROUNDS=1000 each)
	MAILBOT_LONG=$(ROUNDS) HYPOTHESIS_PROFILE=long \
	$(PY) -m pytest -m long -o faulthandler_timeout=3600 $(ARGS)

fuzz: setup-dev ## fuzz the readers MINUTES each (with atheris where it is installed)
	$(PY) -m tests.fuzz $(MINUTES) $(ARGS)

lint: setup-dev docs-check ## ruff, codespell, mypy, and fresh pages in docs/
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/mypy

check: lint test ## what a commit must pass

cover: setup-dev ## the tests, with the lines and branches that none of them takes
	$(PY) -m pytest -n $(N) --cov --cov-report=term $(ARGS)

bench: setup-dev ## measure; the tables go into bench/RESULTS.md by hand
	$(PY) -m bench.accept
	$(PY) -m bench.turn
	$(PY) -m bench.read

docs: setup-dev ## write what docs/ has from the code (needs poppler, chromium)
	$(PY) -m docs.make_configuration
	$(PY) -m docs.make_states
	$(PY) -m docs.make_rules
	$(PY) -m docs.make_commands
	$(PY) -m docs.make_pictures
	$(PY) -m docs.make_mail_pictures
	$(PY) -m docs.make_web_pictures

docs-check: setup-dev ## fail when a generated page (not a picture) is stale
	$(PY) -m docs.check_pages

lock: ## write the lock files anew (needs uv; ARGS=--upgrade for newer pins)
	@test -n "$(UV)" || { echo "make lock needs uv on the PATH (pip install uv)." >&2; exit 1; }
	$(COMPILE) $(ARGS) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) $(ARGS) pyproject.toml --group build --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock

clean: ## remove what can be made again (.venv too)
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -f .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup setup-dev demo test e2e long fuzz lint check cover bench docs docs-check lock clean
