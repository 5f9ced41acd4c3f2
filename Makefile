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
install = uv pip install --quiet --python $(BIN)/python
else
make_venv = $(PYTHON) -m venv --clear $(1)
install = $(BIN)/python -m pip install -qq --disable-pip-version-check
endif

# Only the very files that were locked, and only wheels: nothing that was changed since, and nobody's code runs meanwhile.
define install_locked
@echo "installing $$(grep -c '^[^ \#]' requirements/$(1).lock) packages into $(VENV), each checked by its hash; takes a minute or so ..."
@$(install) --require-hashes --only-binary :all: -r requirements/$(1).lock
endef

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
	@echo
	@echo "  CRISIS=id for run and serve, ARGS='...' for run, serve, test, gallery and record, PYTHON=path for the interpreter (now: $(PYTHON))"

# --- use ---

.PHONY: run
run: $(VENV)/.runtime ## solve a crisis: who signs with whom, when, at what price
	$(BIN)/realpolitik run $(CRISIS) $(ARGS)
	@echo "the program is $(BIN)/realpolitik; after 'source $(BIN)/activate' it is realpolitik" >&2

.PHONY: serve
serve: $(VENV)/.runtime ## the workbench: the pages in a browser, opened at a crisis
	@$(BIN)/realpolitik serve $(CRISIS) $(ARGS)

# --- check ---

.PHONY: test
test: $(VENV)/.dev ## the tests, without the slow ones
	env -u PYTHONHASHSEED -u NUMBA_DISABLE_JIT $(BIN)/python -m pytest -n 2 -m "not slow" --hypothesis-profile=repeatable $(ARGS)

.PHONY: slow
slow: $(VENV)/.dev ## the slow tests alone
	env -u PYTHONHASHSEED -u NUMBA_DISABLE_JIT $(BIN)/python -m pytest -n 2 -m slow $(ARGS)

.PHONY: gambit
gambit: $(VENV)/.dev ## exported games read by Gambit itself, a tiny one solved; compiles Gambit, which takes minutes
	@echo "compiling Gambit, which takes ten minutes or more ..."
	@$(install) 'pygambit>=16.7'
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

.PHONY: record
record: $(VENV)/.runtime ## the answers that pages quote, asked and written anew; takes an hour or more
	$(BIN)/python docs/record.py $(ARGS)

.PHONY: bench
bench: $(VENV)/.dev ## how fast the solver is, against other ways and over sizes, and how long the commands take
	$(BIN)/python benchmarks/solver.py
	$(BIN)/python benchmarks/command_line.py $(ARGS)

# --- environment ---

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; v = sys.version_info; v[:2] == (3, 11) or sys.exit(f"realpolitik is tested on Python 3.11 only; {sys.executable} is {v[0]}.{v[1]}. Name another one: make PYTHON=/path/to/python3.11")'
	@echo "making the virtual environment $(VENV) ..."
	@$(call make_venv,$(VENV))

# What builds our own package is locked too (editables is what hatchling wants besides, to install it where it lies): it comes
# from the environment and is not fetched anew.
$(VENV)/.runtime: pyproject.toml requirements/runtime.lock | $(VENV)/pyvenv.cfg
	$(call install_locked,runtime)
	@$(install) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	$(call install_locked,dev)
	@touch $@

# uv resolves, with the hashes of every file of a version, and so for both kinds of machine; they must come out alike.
# Nothing is replaced unless both locks could be made.
.PHONY: lock
lock: ## pin anew every dependency with its hashes, at today's versions, for Linux on x86_64 and aarch64
	@tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	uv=$$(command -v uv || true); \
	if [ -z "$$uv" ]; then \
	  echo "installing uv into a temporary environment ..."; \
	  $(PYTHON) -m venv "$$tmp/v"; \
	  "$$tmp/v/bin/python" -m pip install -qq --disable-pip-version-check uv; \
	  uv=$$tmp/v/bin/uv; \
	fi; \
	$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], "editables", sep="\n")' > "$$tmp/build.in"; \
	for machine in x86_64 aarch64; do \
	  echo "resolving for $$machine ..."; \
	  mkdir "$$tmp/$$machine"; \
	  resolve() { \
	    "$$uv" pip compile --quiet --generate-hashes --only-binary :all: --no-header --no-annotate --python-version 3.11 \
	      --python-platform "$$machine-manylinux_2_28" pyproject.toml "$$tmp/build.in" "$$@"; \
	  }; \
	  { echo "# What the program runs on. Written by 'make lock' for Python 3.11 on Linux."; resolve; } > "$$tmp/$$machine/runtime.lock"; \
	  { echo "# The same, with what tests, checks and docs need besides. Written by 'make lock' for Python 3.11 on Linux."; \
	    resolve -c "$$tmp/$$machine/runtime.lock" --extra dev --extra docs; } > "$$tmp/$$machine/dev.lock"; \
	done; \
	diff -r "$$tmp/x86_64" "$$tmp/aarch64" || { echo "the two kinds of machine need different versions: nothing is changed" >&2; exit 1; }; \
	cp "$$tmp"/x86_64/*.lock requirements/; \
	grep -c '^[^ \\#]' requirements/*.lock

.PHONY: clean
clean: ## remove everything that make has made
	rm -rf $(VENV) docs/_build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks docs -type d -name __pycache__ -prune -exec rm -rf {} +
