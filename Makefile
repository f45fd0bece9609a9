# Two commands do everything: `make run` and `make test`. The long forms are `make bench`, `make simulate`, `make soak`,
# `make conformance` and `make samples`.
# uv is used where it is on the PATH (seconds), plain venv and pip otherwise (under a minute).

SHELL := bash
VENV ?= .venv
PYTHON := $(VENV)/bin/python
SECONDS ?= 600
HOST ?= 127.0.0.1
PORT ?= 8080

# Hundreds of processes start in the tests: without bytecode on disk each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test lint screenshots bench simulate soak conformance samples fuzz lock clean debian

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: $(VENV)/.run  ## start the server on 127.0.0.1:8080, SMPP on 2775, with an embedded store and a simulated carrier
	@HELIOGRAPH_SMPP_IN_ENABLED=$${HELIOGRAPH_SMPP_IN_ENABLED:-true} $(PYTHON) -m heliograph serve --host $(HOST) --port $(PORT)

# Three for two cores, since tests that wait for processes leave a core idle; in the order of the folders, since files of
# few tests are the long ones, and would come last otherwise, one of them alone in the end.
test: $(VENV)/.dev debian  ## lint, types, import rules and every test in its short form
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.dev  ## lint, format, types and import rules only
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

bench: $(VENV)/.dev  ## every benchmark, both sides and the ratio; results go to docs/benchmarks.md
	$(PYTHON) -m bench

simulate: $(VENV)/.dev  ## explore seeds of the simulated world for SECONDS; what was seen goes to docs/simulation.md
	PYTHONPATH=tests $(PYTHON) -m simulation.explore --seconds $(SECONDS) --record docs/simulation.md

conformance: $(VENV)/.dev  ## the official clients of Python, Node, Java and Go over every operation; the table goes to docs/conformance.md
	$(PYTHON) tests/conformance/run.py --write docs/conformance.md
	$(PYTHON) tests/conformance/run_queues.py --write docs/conformance-queues.md

samples: $(VENV)/.dev  ## every sample project of Python, TypeScript, Java, Go and curl, unpacked, built and run as its README says
	PYTHONPATH=tests $(PYTHON) -m explorer.samples.zips

fuzz: $(VENV)/.dev  ## Atheris on the parsers that strangers reach, each for SECONDS; it comes for some Pythons only
	@if command -v uv >/dev/null; then uv pip install -q --python $(PYTHON) 'atheris>=3,<4'; \
	else $(PYTHON) -m pip install -q --disable-pip-version-check 'atheris>=3,<4'; fi
	PYTHONPATH=tests $(PYTHON) -m fuzz.run --seconds $(SECONDS)

screenshots: $(VENV)/.dev debian  ## the pictures of the README, made anew; look at them before they are committed
	PYTHONPATH=tests $(PYTHON) tests/screenshots.py

soak: $(VENV)/.dev  ## 100,000 receipts to a subscriber with bad days, while it and the server are killed; then memory under half of peak
	PYTHONPATH=tests $(PYTHON) -m end_to_end.pushes --count 100000 --kills 10 --seconds 1500
	$(PYTHON) bench/steady.py

# A browser to click in, an SMSC of Kannel's, and the parsers of PHP and C# for the samples.
debian:  # what the tests need of Debian, where it is missing and we may install it
	@command -v chromium >/dev/null && command -v php >/dev/null && command -v mcs >/dev/null && [ -x /usr/lib/kannel/test/drive_smpp ] || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      chromium fonts-noto-cjk kannel kannel-extras php-cli mono-mcs >/dev/null; \
	  else echo "the tests need chromium, php and mcs (packages php-cli, mono-mcs) on the PATH, and Kannel's drive_smpp (kannel-extras)" >&2; exit 1; fi; }

lock:  ## write the lock files anew from pyproject.toml
	uv pip compile pyproject.toml --universal --generate-hashes -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes -q -o requirements-dev.lock

clean:  ## remove the environment and caches; the data folder .heliograph/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The environment with what `make run` needs.
$(VENV)/.run: requirements.lock pyproject.toml
	@if [ -f $(VENV)/.dev ]; then :; \
	elif command -v uv >/dev/null; then \
	  uv venv -q --allow-existing $(VENV) && uv pip sync -q --python $(PYTHON) requirements.lock && \
	  uv pip install -q --python $(PYTHON) --no-deps -e .; \
	else \
	  python3 -m venv $(VENV) && $(VENV)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(VENV)/bin/pip install -q --disable-pip-version-check --no-deps -e .; fi
	@touch $@

# The same with everything the tests need.
$(VENV)/.dev: requirements-dev.lock pyproject.toml
	@if command -v uv >/dev/null; then \
	  uv venv -q --allow-existing $(VENV) && uv pip sync -q --python $(PYTHON) requirements-dev.lock && \
	  uv pip install -q --python $(PYTHON) --no-deps -e .; \
	else \
	  python3 -m venv $(VENV) && $(VENV)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock && \
	  $(VENV)/bin/pip install -q --disable-pip-version-check --no-deps -e .; fi
	@touch $@ $(VENV)/.run
