# What a person types. `make` alone lists it.
# Paths are relative throughout, so the folder may lie anywhere, with spaces in its name too.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site test proof docs pictures lock clean lint system-build system-test

# 3.11 first: the lock files are made with it. Each is run, not looked for: a shim may lead nowhere.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --quiet
# -P: else our build.py stands in for the PyPI package of that name.
LOCK = .cache/lock/bin/python -P -m uv pip compile --quiet --upgrade --universal --generate-hashes \
	--python-version 3.11 --custom-compile-command 'make lock' --cache-dir .cache/uv

help:  ## list what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

site: system-build .venv/build.stamp  ## build the site and the print sheets into output/
	@$(RUN) build.py
	@echo 'Look at output/index.html (the site) and output/print/index.html (the sheets).'

test: lint  ## lint, types and tests as CI runs them
	$(RUN) -m pytest -m 'not proof'

proof: lint  ## every test, the long ones too
	$(RUN) -m pytest

lint: system-test .venv/test.stamp
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

docs: .venv/build.stamp  ## make docs/checks.md anew from the checks
	$(RUN) -m kljuc.checks > docs/checks.md

pictures: site .venv/test.stamp  ## make the README's pictures anew from the build
	$(RUN) docs/pictures/make.py

lock: .cache/lock/made  ## make the lock files in setup/ anew from pyproject.toml
	echo 'setuptools>=77' | $(LOCK) -o setup/lock-build.txt pyproject.toml -
	echo 'setuptools>=77' | $(LOCK) -o setup/lock-test.txt -c setup/lock-build.txt --extra test pyproject.toml -

clean:  ## remove all that was made: output/ status/ .cache/ .venv/
	rm -rf output status .cache .venv build *.egg-info
	rm -rf .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Looked at every time (a tenth of a second): a system changes under a stamp.
system-build system-test: system-%:
	@PYTHON='$(if $(wildcard .venv/made),$(RUN),$(PYTHON))' setup/system.sh $*

.venv/made: | system-build
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, here is $$($(or $(PYTHON),python3) --version 2>&1)." \
		'Install one, or name it: make site PYTHON=python3.12' >&2; exit 2; }
	$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/build.stamp: .venv/made setup/lock-build.txt pyproject.toml
	$(PIP) install --require-hashes -r setup/lock-build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# No build isolation: the one source package among these is built with the setuptools just locked.
.venv/test.stamp: .venv/build.stamp setup/lock-test.txt
	$(PIP) install --require-hashes --no-build-isolation -r setup/lock-test.txt
	@touch $@

.cache/lock/made:
	$(PYTHON) -m venv --clear .cache/lock
	.cache/lock/bin/python -m pip --quiet install uv
	@touch $@
