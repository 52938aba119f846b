# Two commands do everything on a fresh clone: `make report` and `make test`.
PYTHON ?= python3
PLANS ?= corpus
REPORT ?= report
BIN := .venv/bin

.PHONY: report test lint check quality bench clean help
help:
	@echo "make report [PLANS=folder]   mine the plans and write $(REPORT)/index.html"
	@echo "make test                    run the tests"
	@echo "make check                   what CI runs: style, types, tests, quality floors"
	@echo "make bench                   ratios beside other tools, measured in one run"

report: .venv/ready
	$(BIN)/miner report "$(PLANS)" -o "$(REPORT)"

test: .venv/dev
	$(BIN)/python -m pytest -q

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

quality: .venv/dev
	$(BIN)/python scripts/quality.py

check: lint test quality

bench: .venv/dev
	$(BIN)/python -m benchmarks

.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "Plan Miner needs Python 3.10 or newer; set PYTHON=python3.11, for example"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

.venv/dev: .venv/ready requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv report build dist .mypy_cache .pytest_cache .ruff_cache
