# The recipes that people, CI and the README share. `make help` lists them.

PYTHON     := .venv/bin/python
MANAGE     := $(PYTHON) manage.py
PEOPLE     ?= 20000
EMPLOYERS  ?= 800
SERVE_HOST ?= 127.0.0.1
SERVE_PORT ?= 8000
# Test processes; the suite is sized for a machine with two cores.
JOBS       ?= 2
# More words for pytest: make test TESTS="tests/policy -k rent"
TESTS      ?=

# Some images forbid Python to keep what it has compiled; then every process compiles every library anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-load arrival serve test check lint formatted types imports migrated deployable \
	tables kernels format bench messages migrations clean
ifndef BESIDE # set where targets may run beside one another
.NOTPARALLEL:
endif

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

setup: ## .venv from uv.lock, translations compiled
	@tools/setup

demo: demo-load serve ## Everything: a synthetic region of 20,000 people on a running site

demo-load: export YULIN_DEMO = 1
demo-load: setup ## The demo without the site: database made, people loaded, all decided
	@tools/system-packages postgresql
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) collectstatic --no-input --clear --verbosity 0
	$(MANAGE) demo --people $(PEOPLE) --employers $(EMPLOYERS)
	$(MANAGE) demo_money
	$(MANAGE) demo_control
	$(MANAGE) demo_jobs
	$(MANAGE) demo_events
	$(MANAGE) demo_campaigns
	$(MANAGE) demo_campus
	$(MANAGE) demo_helping
	$(MANAGE) demo_services
	$(MANAGE) demo_matching

arrival: export YULIN_DEMO = 1
arrival: ## While the demo runs: the insurance bureau records a graduate, and see what follows
	$(MANAGE) demo_arrival

serve: export YULIN_DEMO = 1
serve: ## The demo's site and its worker, in the foreground
	@tools/serve $(SERVE_HOST) $(SERVE_PORT)

# Checks and tests both run to their end, so that one run shows everything there is to mend.
test: ## Every check and every test
	@tools/setup cluster
	@tools/system-packages postgresql chromium fonts-noto-cjk openjdk-17-jre-headless
	@status=0; \
	$(MAKE) --no-print-directory --keep-going -j$(JOBS) --output-sync=target BESIDE=1 check tables kernels || status=1; \
	$(PYTHON) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(TESTS) || status=1; \
	exit $$status

check: lint formatted types imports migrated deployable ## All that can be said without running tests

lint:
	.venv/bin/ruff check
formatted:
	.venv/bin/ruff format --check
types:
	.venv/bin/mypy
imports:
	.venv/bin/lint-imports --no-logo
migrated:
	$(MANAGE) makemigrations --check --dry-run
deployable:
	$(MANAGE) check --deploy --fail-level WARNING

# What the tests copy their tables from; made by the first of them if it is not there.
tables:
	$(PYTHON) -m tests.database
# What would else be compiled by each of the processes, and while a test waits.
kernels:
	$(PYTHON) -m tests.kernels

format: ## Lint and format, mending what can be mended
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench: ## The figures of docs/performance.md
	@tools/setup bench cluster
	@tools/system-packages postgresql openjdk-17-jre-headless
	$(PYTHON) -m bench

messages: ## Collect the texts to translate (needs GNU gettext) and compile them
	cd src/yulin && ../../$(PYTHON) ../../manage.py makemessages --locale en --no-obsolete --no-wrap
	$(PYTHON) -m tools.messages

migrations: ## Write the migrations that the models ask for
	$(MANAGE) makemigrations

clean: ## Stop this checkout's servers and remove all that was made: the demo's data too
	-@test ! -x $(PYTHON) || $(PYTHON) -m yulin.devserver remove --profile demo
	-@test ! -x $(PYTHON) || $(PYTHON) -m yulin.devserver remove --profile test
	rm -rf var .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +
