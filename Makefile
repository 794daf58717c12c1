# Set-up and the main jobs. Each target sets up .venv by itself; nothing but python3 (3.11 or newer, with venv) is needed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.stamp
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The tests start a few hundred processes: without bytecode each compiles some 440 modules anew (half a second).
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup build release test check bench lock clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "negforge needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "this Python has no venv: install the package python3-venv" >&2; exit 2; }
	@echo "setting up .venv (once)"
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(STAMP)

setup: $(STAMP)  ## .venv from the locked versions

build: $(STAMP)  ## the main job on what ships with the package: no key, no network
	@$(BIN)/negforge build quickstart --overwrite --workers 2

release: $(STAMP)  ## the seven splits, behind the full gate
	@$(BIN)/negforge build release --gate full --workers 2

check: $(STAMP)  ## ruff, mypy (strict on core), the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

test: check  ## everything CI runs
	@$(BIN)/python -m pytest -n 2 --dist worksteal

bench: $(STAMP)  ## the benchmarks, small: ratios against a floor or a peer in the same run
	@$(BIN)/python -m benchmarks

lock: $(STAMP)  ## lock the versions anew (maintainers; needs the registry)
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -q pyproject.toml -o requirements/base.txt
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -q --extra dev pyproject.toml -o requirements/dev.txt

clean:  ## remove .venv and what tools left
	@rm -rf .venv .mypy_cache .ruff_cache .hypothesis dist
