# Each habit is defined once, here; pre-commit and .ci/run call these.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null)
PACKAGES := activities benchmarks docs mail relationship tests weakties worker workflows

.PHONY: demo test lint format docs corpus bench torture clean

demo: $(STAMP)
	@$(BIN)/weakties demo

test: $(STAMP) lint
	$(BIN)/pytest -n auto

lint: $(STAMP)
	$(BIN)/ruff check $(PACKAGES)
	$(BIN)/ruff format --check $(PACKAGES)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix $(PACKAGES)
	$(BIN)/ruff format $(PACKAGES)

corpus: $(STAMP)
	@$(BIN)/python -m benchmarks.corpus

bench: $(STAMP)
	@$(BIN)/python -m benchmarks.reading_speed

torture: $(STAMP)
	@$(BIN)/python -m tests.torture --seed 1 --seconds 960 --people 40 --write

docs: $(STAMP)
	$(BIN)/python -m docs.generate

$(STAMP): pyproject.toml constraints.txt
	@echo "Setting up .venv; this takes about half a minute."
ifdef UV
	uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable . --group dev
else
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "weakties needs Python 3.11 or newer; say which: make PYTHON=python3.12 $(or $(MAKECMDGOALS),demo)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group dev
endif
	@touch $(STAMP)

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
