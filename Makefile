# Two commands: `make run` (a live screen) and `make test` (everything that must hold).
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run install test test-all check mutants bench bench-short clean setup

RECORD := build/benchmark
# Newer build tools warn of an installation that is one in place.
ITSELF := PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	--no-build-isolation -e .

run: $(VENV)/.runtime  ## the demo district, live, at http://127.0.0.1:8050/
	@$(BIN)/onescreen demo --if-empty
	@exec $(BIN)/onescreen serve

install: $(VENV)/.runtime  ## the program without the demo, for your own data

test: setup  ## everything: linters, types, Python, JavaScript, browsers, PostgreSQL
	@sh .ci/check "not long"

test-all: setup  ## the same with the long forms
	@sh .ci/check ""

check: setup  ## linters, types, and known weaknesses of dependencies (needs the internet)
	@sh .ci/lint
	@sh .ci/audit

mutants: setup  ## which changes of the code that computes figures no test notices (hours)
	@nice $(BIN)/python .ci/mutants

bench: setup  ## what everything costs over ten million incidents, made once (10 minutes) and kept
	@$(BIN)/python -m benchmarks.table $(RECORD)

bench-short: setup  ## the same over a million
	@$(BIN)/python -m benchmarks.table $(RECORD)-short --incidents 1000000 --minutes 0.5 --times 2

setup: $(VENV)/.development
	@sh .ci/packages

$(VENV)/.venv: .ci/venv
	@PYTHON="$(PYTHON)" sh .ci/venv $(VENV)

$(VENV)/.runtime: $(VENV)/.venv requirements.txt pyproject.toml
	@echo "Installing OneScreen's dependencies (pinned, checked by hash) ..."
	@$(BIN)/python .ci/install requirements.txt
	@$(ITSELF)
	@touch $@

$(VENV)/.development: $(VENV)/.venv requirements.txt requirements-dev.txt pyproject.toml
	@echo "Installing OneScreen's dependencies and what its tests need (pinned, checked by hash) ..."
	@$(BIN)/python .ci/install requirements-dev.txt
	@$(ITSELF)
	@touch $(VENV)/.runtime $@

clean:  ## remove the virtual environment and caches; data/ stays
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
