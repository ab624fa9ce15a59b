# Everything a newcomer types. Needs Python 3.11, make and a package registry; nothing else.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
DATA   ?= data
MINUTES ?= 30
export ZEREN_DATA = $(DATA)
# Tests begin processes by the hundred: without bytecode each would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check bench soak walk sbom clean browser format

help:
	@echo "make run    demonstration district on http://127.0.0.1:$(PORT) (PORT=, DATA=)"
	@echo "make test   all tests, on SQLite and on a real PostgreSQL that they start themselves"
	@echo "make check  format, lint, types, import contracts, weaknesses in code and packages"
	@echo "make bench  speed beside the limit and other tools, half an hour; writes docs/reference/performance.md"
	@echo "            (BENCH=--quick: small sizes, writes nothing; BENCH=--help: tables and sizes)"
	@echo "make soak   searches for faults, MINUTES=$(MINUTES) in all; prints its seed, ZEREN_SEED= replays; a table in build/soak.md"
	@echo "make walk   every page that links lead to, in a browser, by role and width; long journeys on a phone"
	@echo "make sbom   the packages it runs on, as CycloneDX JSON: build/zeren.cdx.json"

$(VENV)/.made: requirements.txt setup.cfg
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
	  || { echo "Zeren needs Python 3.11: set PYTHON=/path/to/python3.11"; exit 1; }; }
	@test -x $(BIN)/python || $$(command -v $(PYTHON) || command -v python3) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.made-dev: $(VENV)/.made requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.made
	@$(BIN)/zeren demo --if-empty
	@$(BIN)/zeren serve --port $(PORT)

browser:
	@.ci/browser

test: $(VENV)/.made-dev browser
	$(BIN)/python -m pytest -m "not soak" -n 3 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.made-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zeren catalogue check
	$(BIN)/python .ci/bandit.py
	$(BIN)/python .ci/audit.py

# Made when asked for and never kept: it follows from requirements.txt alone.
sbom: $(VENV)/.made-dev
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.txt --output-reproducible --output-format JSON --output-file build/zeren.cdx.json

format: $(VENV)/.made-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.made-dev
	$(BIN)/python -m bench $(BENCH)

soak: $(VENV)/.made-dev
	ZEREN_SOAK_MINUTES=$(MINUTES) $(BIN)/python -m pytest -m soak -s --ignore=tests/browser

walk: $(VENV)/.made-dev browser
	$(BIN)/python -m pytest -m soak tests/browser

clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
