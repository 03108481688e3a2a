.POSIX:
# Plain POSIX make and sh. A second make is fast: each step leaves a stamp behind in the environment.
PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
WORKERS = 2

.PHONY: help run test check format docs bench soak browser clean

help: ## list what can be made
	@sed -n 's/^\([a-z][a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

run: $(VENV)/.stamp-run ## install and print who runs short under Chinese export controls, and why
	@$(BIN)/sim run china_export_controls --causes

test: $(VENV)/.stamp-test browser ## run the whole test suite on two workers
	@$(BIN)/python -m pytest -n $(WORKERS)

check: $(VENV)/.stamp-test ## lint, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.stamp-test ## put the sources into the common layout
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

docs: $(VENV)/.stamp-run ## make the reference pages and the table of claims anew
	@$(BIN)/sim words --pages docs/words
	@$(BIN)/sim claims --page docs/claims.md --outcomes docs/soak/headlines.csv

bench: $(VENV)/.stamp-test ## time ten years of the full world
	@$(BIN)/python -m tests.bench

soak: $(VENV)/.stamp-test ## make the full counts anew, and run the tests that take many minutes
	@$(BIN)/python -m tests.soak "$$(date +%F)"
	@$(BIN)/python -m pytest -n $(WORKERS) -m soak

clean: ## remove the environment and what tools left behind
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

# The build tool is put into the environment itself, so that a later reinstall needs nothing from outside.
$(VENV)/.stamp-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $@

# First try with what is installed already; only if something is missing, ask the package index.
$(VENV)/.stamp-run: $(VENV)/.stamp-venv pyproject.toml
	@EXTRAS= PY=$(BIN)/python sh .ci/install
	@touch $@

$(VENV)/.stamp-test: $(VENV)/.stamp-venv pyproject.toml
	@EXTRAS='[test,dev]' PY=$(BIN)/python sh .ci/install
	@touch $@ $(VENV)/.stamp-run

browser: $(VENV)/.stamp-venv
	@STAMP=$(VENV)/.stamp-browser sh .ci/browser
