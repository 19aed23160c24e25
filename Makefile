# Everything a person does with CÉRÈS from its source tree; « make » alone lists it.
# Only python3, python3-venv and make are needed to run; the rest is installed in .venv.

VENV := .venv
BIN := $(VENV)/bin
DATA ?= var
HOST ?= 127.0.0.1
PORT ?= 6543
URL ?= http://$(if $(findstring :,$(HOST)),[$(HOST)],$(HOST)):$(PORT)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/ceres.po))
PROJECT := pyproject.toml setup.py constraints.txt
TEMPLATES := $(wildcard core/ceres/*/templates plugins/*/*/templates tests/packages/*/*/templates)

# Where Python is told to keep no compiled modules, each of the many processes of the tests would compile all of them again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test sure checks format format-check lint types contracts templates i18n i18n-check migrations migrate bench bench-beside bench-searches fuzz screenshots docs docs-check clean

help: ## list what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.runtime $(CATALOGUES) ## a demonstration site in var/, served on http://127.0.0.1:6543
	$(BIN)/ceres demo --dir $(DATA) --url $(URL)
	$(BIN)/ceres --config $(DATA)/ceres.toml serve --host $(HOST) --port $(PORT)

test: $(VENV)/.test $(CATALOGUES) ## all tests that this machine can run
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

sure: checks test ## everything CI checks

checks: format-check lint types contracts templates i18n-check migrations docs-check ## everything CI checks, the tests excepted

format: $(VENV)/.test ## write the code in the common form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

format-check: $(VENV)/.test
	$(BIN)/ruff format --check .

lint: $(VENV)/.test ## look for mistakes
	$(BIN)/ruff check .

types: $(VENV)/.test ## check the types
	$(BIN)/mypy

contracts: $(VENV)/.test ## check that imports go down only
	$(BIN)/lint-imports

templates: $(VENV)/.test ## check the templates
	$(BIN)/djlint --lint $(TEMPLATES)

i18n: $(VENV)/.test ## bring the catalogues up to date
	$(BIN)/python -m ceres.i18n.catalogues update
	$(BIN)/python -m ceres.i18n.catalogues compile

i18n-check: $(VENV)/.test
	$(BIN)/python -m ceres.i18n.catalogues check

migrations: $(VENV)/.test ## check that the migrations make the models' tables
	$(eval SCRATCH := $(shell mktemp -d))
	cd $(SCRATCH) && $(CURDIR)/$(BIN)/ceres db upgrade && $(CURDIR)/$(BIN)/ceres db check
	rm -r $(SCRATCH)

migrate: $(VENV)/.test ## write a migration: make migrate m="Add …" [owner=NAME]
	$(BIN)/python -m ceres.db.migrate revision --owner $(or $(owner),core) -m "$(m)"

bench: $(VENV)/.test ## measure the list of results; nothing else should run meanwhile
	$(BIN)/python benchmarks/list_page.py $(ARGS)

bench-beside: $(VENV)/.test ## measure the portal beside a bare application of the same kind: ARGS=--url=postgresql://…
	$(BIN)/python benchmarks/beside.py $(ARGS)

fuzz: $(VENV)/.test ## send mutated messages to the readers of the intake for a minute: make fuzz [seconds=600]
	CERES_FUZZ=$(or $(seconds),60) $(BIN)/pytest -n 0 -q -s tests/fuzz tests/unit/intake/test_intake_fuzz.py

bench-searches: $(VENV)/.test ## measure whether lists and searches grow with the site: ARGS=--url=postgresql://…
	$(BIN)/python benchmarks/searches.py $(ARGS)

screenshots: $(VENV)/.test $(CATALOGUES) ## take the pictures of the documentation again
	PYTHONPATH=tests $(BIN)/python tests/browser_pictures.py docs/screenshots

docs: $(VENV)/.runtime ## write the generated pages of the documentation
	$(BIN)/python -m ceres.cli.reference docs/reference
	$(BIN)/python -m ceres_intake.sources.reference docs/reference/source-profiles.md

docs-check: $(VENV)/.runtime
	$(BIN)/python -m ceres.cli.reference --check docs/reference
	$(BIN)/python -m ceres_intake.sources.reference --check docs/reference/source-profiles.md

clean: ## remove what was made, the demonstration site excepted
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	find . -name __pycache__ -prune -exec rm -r {} + ; find . -name '*.egg-info' -prune -exec rm -r {} +
	rm -f $(CATALOGUES)

$(BIN)/python:
	python3 -m venv $(VENV)

$(VENV)/.runtime: $(BIN)/python $(PROJECT)
	$(INSTALL) --editable .
	touch $@

$(VENV)/.test: $(VENV)/.runtime
	$(INSTALL) --editable ".[postgres,test]"
	touch $@

%.mo: %.po $(VENV)/.runtime
	$(BIN)/python -m ceres.i18n.catalogues compile
	@touch $@
