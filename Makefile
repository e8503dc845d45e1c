# make demo    set up, build the example corpus, and ask who mediated which ceasefire
# make test    set up, then lint, types, and all tests
# make lint    ruff and mypy alone
# make clean   take away what these made
#
# Each does its own set-up in .venv, once. PYTHON=python3.12 make test chooses the interpreter.

PYTHON ?= python3
BIN := .venv/bin
DEMO := .kgraph-demo
# A demo must not end up in somebody's server.
ALONE := env -u NEO4J_URI

.PHONY: demo test lint clean
.DEFAULT_GOAL := demo

demo: .venv/installed
	@rm -rf $(DEMO)
	$(ALONE) $(BIN)/kgraph build examples/corpus --workspace $(DEMO)
	$(ALONE) $(BIN)/kgraph ask mediators --workspace $(DEMO)

test: lint
	$(BIN)/python -m pytest -q -rs

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf .venv $(DEMO) build dist .pytest_cache .mypy_cache .ruff_cache

# The stamps are newer than pyproject.toml as long as what it asks for is installed.
.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "kgraph needs Python 3.10 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
