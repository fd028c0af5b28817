# Everything a developer or operator types. `make` alone lists the words.
UV := scripts/uv
RUN := $(UV) run --frozen
PYTEST := $(RUN) pytest
# Journeys in one process, integration tests in another (tests/conftest.py): together they take as long as the longer.
AT_ONCE := -n 2 --dist loadscope --no-loadscope-reorder
LAYERS := unit property integration contract journeys architecture

.DEFAULT_GOAL := help
.PHONY: help setup up test check bench bench-bot fmt lint types imports locks browser redis web web-check bot-train bot-evaluate transcripts docker-secrets clean $(LAYERS:%=test-%)

##@ Everyday
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z%-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## both Python environments (only when a lock file changed)
	@scripts/setup

up: setup ## the whole service on http://127.0.0.1:8000 until Ctrl-C
	@$(RUN) toritsugi up

test: setup browser redis bot-train ## everything needed, then the whole test suite
	@$(PYTEST) $(AT_ONCE) $(ARGS)

check: setup browser redis lint types imports locks web-check bot-train ## what CI runs: lint, types, import rules, locks, web, tests
	@$(PYTEST) $(AT_ONCE) $(ARGS)

bench: setup bot-train ## the benchmarks, as JSON and a table
	@$(RUN) python -m benchmarks $(ARGS)

##@ Parts of them
fmt: setup ## format and repair what can be repaired
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .

lint: setup ## ruff, rules and format
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .

types: setup ## mypy, strict
	@$(RUN) mypy

imports: setup ## the import rules of the architecture
	@$(RUN) lint-imports

locks: setup ## both lock files belong to their projects
	@$(UV) lock --check --quiet
	@$(UV) --directory bot lock --check --quiet

test-unit: ## pure decisions
test-property: ## invariants under generated input
test-integration: ## with a real PostgreSQL and real processes
test-contract: ## real implementations and their fakes
test-journeys: ## through the users' doors, with the trained bot
test-architecture: ## rules about the code base
$(LAYERS:%=test-%): test-%: setup
	@$(PYTEST) tests/$* $(ARGS)

browser: ## Chromium and Japanese fonts for the browser tests, where root may install them
	@scripts/install-browser

redis: ## redis-server for the tests with two gateways, where root may install it
	@scripts/install-redis

##@ Bot and web
bot-train: setup ## train the bot if its inputs changed
	@$(RUN) toritsugi train

bot-evaluate: setup bot-train ## intents and fields on sentences kept apart; writes bot/evaluation/report.md
	@$(RUN) toritsugi bot evaluate $(ARGS)

transcripts: setup bot-train ## tell every story of tests/journeys/stories and write down what was said
	@$(PYTEST) tests/journeys/test_stories.py --transcripts -q $(ARGS)

bench-bot: setup bot-train ## our intent model beside other pipelines (ARGS=--all: DIET too)
	@$(RUN) python -m benchmarks bot $(ARGS)

web: ## rebuild the committed web assets (needs node)
	@scripts/check-web build

web-check: ## web types, tests, and assets as committed (skipped without node)
	@scripts/check-web

##@ Production
docker-secrets: setup ## the secret files that docker-compose.yml mounts, once
	@$(RUN) toritsugi create-secrets

##@ Cleaning
clean: ## caches and build results; keeps var/, the environments and the model
	@rm -rf .state .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis bot/.rasa bot/results web/node_modules
