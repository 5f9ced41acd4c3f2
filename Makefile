# One virtual environment, .venv, filled in two steps: what the program needs (.runtime), then what its developers need
# besides (.dev). Each step is remembered by a stamp and repeated when pyproject.toml or a lock file changes.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(if $(shell python3.11 --version 2>/dev/null),python3.11,python3)
CRISIS ?= ussr-1939
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

ifdef UV
make_venv = uv venv --quiet --clear --seed --python "$$(command -v $(PYTHON))" $(1)
install = uv pip install --quiet --python $(1)/bin/python
else
make_venv = $(PYTHON) -m venv --clear $(1)
install = $(1)/bin/python -m pip install -qq --disable-pip-version-check
endif

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
	@echo
	@echo "  CRISIS=id for run, ARGS='...' for run, test and gallery, PYTHON=path for the interpreter (now: $(PYTHON))"

# --- use ---

.PHONY: run
run: $(VENV)/.runtime ## solve a crisis: who signs with whom, when, at what price
	$(BIN)/realpolitik run $(CRISIS) $(ARGS)
	@echo "the program is $(BIN)/realpolitik; after 'source $(BIN)/activate' it is realpolitik" >&2

# --- check ---

.PHONY: test
test: $(VENV)/.dev ## the tests, without the slow ones
	env -u PYTHONHASHSEED -u NUMBA_DISABLE_JIT $(BIN)/python -m pytest -n 2 -m "not slow" $(ARGS)

.PHONY: slow
slow: $(VENV)/.dev ## the slow tests alone
	env -u PYTHONHASHSEED -u NUMBA_DISABLE_JIT $(BIN)/python -m pytest -n 2 -m slow $(ARGS)

.PHONY: gambit
gambit: $(VENV)/.dev ## a tiny game solved by Gambit itself; compiles Gambit, which takes minutes
	$(call install,$(VENV)) 'pygambit>=16.7'
	$(BIN)/python -m pytest tests/interop/test_gambit.py

.PHONY: check
check: style types walls fragments docs ## style, types, walls, changelog fragments and docs; -k goes on after a failure

.PHONY: style
style: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

.PHONY: types
types: $(VENV)/.dev
	$(BIN)/mypy

.PHONY: walls
walls: $(VENV)/.dev
	$(BIN)/lint-imports

.PHONY: fragments
fragments: $(VENV)/.dev
	$(BIN)/towncrier build --draft --version next >/dev/null

.PHONY: docs
docs: $(VENV)/.dev ## the documentation, into docs/_build/html; a warning is an error
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

.PHONY: gallery
gallery: $(VENV)/.runtime ## dispatches on every crisis of the library, with looks at them, into docs/_build/gallery
	$(BIN)/python docs/gallery.py $(ARGS)

.PHONY: bench
bench: $(VENV)/.dev ## how fast the solver is, against other ways and over sizes, and how long the commands take
	$(BIN)/python benchmarks/solver.py
	$(BIN)/python benchmarks/command_line.py $(ARGS)

# --- environment ---

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; v = sys.version_info; v[:2] == (3, 11) or sys.exit(f"realpolitik is tested on Python 3.11 only; {sys.executable} is {v[0]}.{v[1]}. Name another one: make PYTHON=/path/to/python3.11")'
	$(call make_venv,$(VENV))

$(VENV)/.runtime: pyproject.toml requirements/runtime.lock | $(VENV)/pyvenv.cfg
	@echo "installing what the program needs into $(VENV), once; this takes a minute or two"
	$(call install,$(VENV)) -r requirements/runtime.lock
	$(call install,$(VENV)) --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	@echo "installing what tests, checks and docs need besides, once; this takes a minute or two"
	$(call install,$(VENV)) -r requirements/dev.lock
	@touch $@

# Each lock is what pip resolves in an empty environment; the second one lists only what the first one has not.
.PHONY: lock
lock: ## pin anew every dependency, at today's versions
	@tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(PYTHON) -m venv "$$tmp/v"; \
	pip=("$$tmp/v/bin/python" -m pip --disable-pip-version-check); \
	freeze() { "$${pip[@]}" freeze --exclude realpolitik --exclude-editable | LC_ALL=C sort -f; }; \
	"$${pip[@]}" install --quiet -e .; \
	freeze > "$$tmp/runtime"; \
	"$${pip[@]}" install --quiet -c "$$tmp/runtime" -e '.[dev,docs]'; \
	freeze > "$$tmp/dev"; \
	{ echo "# What the program runs on. Written by 'make lock' for Python 3.11 on Linux."; \
	  cat "$$tmp/runtime"; } > requirements/runtime.lock; \
	{ echo "# What tests, checks and docs need besides. Written by 'make lock' for Python 3.11 on Linux."; \
	  echo "-r runtime.lock"; \
	  grep -vxFf "$$tmp/runtime" "$$tmp/dev"; } > requirements/dev.lock; \
	wc -l requirements/*.lock

.PHONY: clean
clean: ## remove everything that make has made
	rm -rf $(VENV) docs/_build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks docs -type d -name __pycache__ -prune -exec rm -rf {} +
