# Everything a newcomer needs: make briefing, make test. PYTHON may name another interpreter (3.11 to 3.13).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup briefing test test-all check format ui lock clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: $(STAMP)  ## make .venv with all that is pinned and the desk command; does nothing when it is there

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "Country Desk needs Python 3.11 to 3.13; name one with: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	# The lock is complete: nothing is resolved, every file is compared with its hash.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip check --quiet
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -c 'from orchestration.dbt_project import prepared_manifest; prepared_manifest()'
	@touch $@

briefing: setup  ## crawl the sample day on loopback and make its six editions
	@$(BIN)/desk sample > $(VENV)/briefing.json
	@$(BIN)/python -m orchestration.announce $(VENV)/briefing.json

test: setup  ## all tests
	$(BIN)/python -m pytest tests -n 2 --dist loadfile --no-loadscope-reorder

check: setup  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup  ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

ui: setup  ## the Dagster UI on http://127.0.0.1:3000
	$(BIN)/desk ui

lock: setup  ## pin all dependencies anew (needs uv); no index address is written
	uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -o requirements.lock

clean:  ## remove what can be made again; the home folder stays
	rm -rf $(VENV) dbt_project/target dbt_project/logs *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
