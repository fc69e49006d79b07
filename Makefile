# Two commands: `make demo` and `make test`. Both start from nothing but CPython 3.11 or 3.12 and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= var
TESTS ?= tests
PARALLEL ?= -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help
help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 20

.PHONY: demo
demo: ready-to-run ## Two demo companies with a year of history, on this machine (PORT=8000 DATA=var)
	@exec $(BIN)/wellbeing --data "$(DATA)" demo --port "$(PORT)"

.PHONY: test
test: ready-to-develop ## Every test, browser tests included
	@exec $(BIN)/python -m pytest $(PARALLEL) $(TESTS)

.PHONY: check
check: ready-to-develop ## Lint, format, types and the contracts between the floors
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: coverage
coverage: ready-to-develop ## Tests with branch coverage
	@$(BIN)/python -m pytest --cov --cov-report=term $(TESTS)

.PHONY: ready-to-run
ready-to-run:
	@scripts/prepare embedded

.PHONY: ready-to-develop
ready-to-develop:
	@scripts/prepare dev

.PHONY: lock
lock: ready-to-develop ## Choose the newest allowed versions and lock them with hashes
	@cd requirements
	compile() { ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-strip-extras \
	  --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$$@"; }
	compile runtime.in -o runtime.txt
	compile runtime.in embedded.in -c runtime.txt -o embedded.txt
	compile runtime.in embedded.in dev.in -c embedded.txt -o dev.txt

.PHONY: translations
translations: ready-to-develop ## Bring the catalogues up to date with the texts of the code
	@$(BIN)/python scripts/translations.py

.PHONY: clean
clean: ## Remove the virtual environment and caches; the data in var stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
