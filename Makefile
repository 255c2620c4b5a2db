# Everything that is done with this repository. The environment, .venv, is made on first use.

# The Python that .venv is made from; `make PYTHON=python3.13 …` remakes it if it has another one.
PYTHON ?= python3
PY = .venv/bin/python

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
.PHONY: help generate check trim update observe new test fuzz coverage mutants bench lint format lock dist build venv clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s%s\n", $$1, $$2 }' Makefile

generate: .venv/complete ## write the packages and their pages; ARGS="--package NAME" is for one of them, as below
	@$(PY) -m scripts generate $(ARGS)

check: .venv/complete ## fail if a schema or what is generated differs from what it is made from
	@$(PY) -m scripts check $(ARGS)

trim: .venv/complete ## write the schemas from the upstream documents and the overlays
	@$(PY) -m scripts trim $(ARGS)

update: .venv/complete ## tell what newer upstream documents change; ARGS=--accept takes them
	@$(PY) -m scripts update $(ARGS)

new: .venv/complete ## add a package: ARGS="NAME --source FILE --root SCHEMA"
	@$(PY) -m scripts new $(ARGS)

observe: .venv/complete ## show what traffic shows that the schema does not; ARGS="FILE… --propose FILE"
	@$(PY) -m scripts observe $(ARGS)

test: .venv/complete ## run the tests, quickly, on every core
	@$(PY) -m pytest -q -n auto --dist loadfile $(ARGS)

fuzz: .venv/complete ## run the long tests; each prints its figures
	@HYPOTHESIS_PROFILE=fuzz $(PY) -m pytest -q -s -m fuzz $(ARGS)

coverage: .venv/complete ## run the tests, tell which lines and branches they miss, and fail below 99.5 % of either
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest -q $(ARGS)
	@$(PY) -m coverage combine -q
	@$(PY) -m coverage report
	@$(PY) -m tests.coverage

mutants: .venv/complete ## change the pipeline, one thing at a time, and tell what no test notices; ARGS="writing.gate …"
	@$(PY) -m tests.mutation $(ARGS)

bench: .venv/complete ## measure the package and the pipeline against others
	@$(PY) -m scripts.bench $(ARGS)

lint: .venv/complete ## formatting, rules, layers and types
	@$(PY) -m ruff format --check
	@$(PY) -m ruff check
	@$(dir $(PY))lint-imports --no-cache --no-logo
	@$(PY) -m mypy
	@$(PY) -m pyright --warnings

format: .venv/complete ## fix what ruff can fix
	@$(PY) -m ruff check --fix-only
	@$(PY) -m ruff format

# The header of the lock names this command and neither a path nor a package index.
lock: .venv/complete ## remake requirements.lock; ARGS=--upgrade takes newer versions
	@$(PY) -m uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
		--quiet --output-file requirements.lock $(ARGS)

dist: .venv/complete ## build what is released, if version and changelog fit what changed since the last tag
	@$(PY) -m scripts release $(ARGS)
	@$(MAKE) --no-print-directory build

build: .venv/complete ## build the sdist, and the wheel from it, into dist/
	@rm -rf dist
	@$(PY) -m hatchling build -t sdist
	@mkdir dist/sdist && tar -xzf dist/*.tar.gz -C dist/sdist --strip-components 1
	@cd dist/sdist && ../../$(PY) -m hatchling build -t wheel -d ..
	@rm -rf dist/sdist

clean: ## remove .venv and every cache
	rm -rf .venv dist build htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache .coverage .coverage.*

venv: .venv/complete ## make .venv; the others do it when it is needed

# The stamp is the last thing that bootstrap.py writes. bootstrap.py is asked too when PYTHON is named, since .venv may
# have another one, when the Python of .venv has gone, and when the folder was moved or copied, since .venv names it.
ifneq ($(origin PYTHON),file)
.venv/complete: always
endif
ifneq ($(shell test -x $(PY) && sed -n '1s/^[^ ]* //p' .venv/complete 2>/dev/null),$(CURDIR)/.venv)
.venv/complete: always
endif
.venv/complete: requirements.lock pyproject.toml scripts/bootstrap.py
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { echo "error: there is no $(PYTHON); install Python 3.11 or newer" >&2; exit 2; }
	@"$(PYTHON)" -I scripts/bootstrap.py

.PHONY: always
always:
