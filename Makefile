# Two commands do everything on a fresh clone: `make report` and `make test`.
PYTHON ?= python3
PLANS ?= corpus
REPORT ?= report
BIN := .venv/bin

.PHONY: report test test-fast bare lint check docs wheel quality bench audit fuzz clean help
help:
	@echo "make report [PLANS=folder]   mine the plans and write $(REPORT)/index.html"
	@echo "make test                    run the tests"
	@echo "make test-fast               those of reading, texts, outlines and the house, in less than a minute"
	@echo "make bare                    the two commands where fonts, browser, Java, LibreOffice and node are hidden"
	@echo "make docs                    build the documentation into site/"
	@echo "make check                   what CI runs: style, types, tests, documentation, packages, quality floors"
	@echo "make bench                   ratios beside other tools, measured in one run"
	@echo "make bench-short             the same in a few minutes; fails where a ratio has doubled"

report: .venv/ready
	$(BIN)/miner report "$(PLANS)" -o "$(REPORT)"

# On every core; `make test TESTS=tests/targets` runs some of them.
test: .venv/dev
	$(BIN)/python -m pytest -q -n auto --dist worksteal $(TESTS)

FAST := tests/knowledge tests/normalization tests/segmentation tests/comparison tests/copying tests/reading \
  tests/test_house.py tests/test_smoke.py
test-fast: .venv/dev
	$(BIN)/python -m pytest -q -m "not slow" $(FAST)

# Clones what is committed, so commit first.
bare:
	.ci/bare $(PYTHON)

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

quality: .venv/dev
	$(BIN)/python scripts/quality.py

# The pages of the documentation: links are checked, the notebooks are run, warnings are errors.
docs: .venv/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

# The wheel and the source distribution, in clean environments of every interpreter that is here.
wheel: .venv/dev
	$(BIN)/python scripts/check_wheel.py

check: lint test docs wheel quality

bench: .venv/dev
	$(BIN)/python -m benchmarks

bench-short: .venv/dev
	$(BIN)/python -m benchmarks --short

.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "Plan Miner needs Python 3.10 or newer; set PYTHON=python3.11, for example"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

.venv/dev: .venv/ready requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@

FUZZ_SECONDS ?= 600
fuzz: .venv/dev
	$(BIN)/python -m pip install -q --disable-pip-version-check atheris
	for t in $$($(BIN)/python -c 'import sys; sys.path.insert(0, "tests/fuzz"); import harness; print(*harness.TARGETS)'); do \
	  $(BIN)/python tests/fuzz/run.py $$t -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 || exit 1; done

# Known weaknesses of what is pinned; asks an advisory database, so it needs the network.
audit: .venv/ready
	$(BIN)/python -m pip install -q --disable-pip-version-check pip-audit
	$(BIN)/python -m pip_audit --requirement requirements.txt --no-deps --disable-pip

clean:
	rm -rf .venv report site build dist .mypy_cache .pytest_cache .ruff_cache
