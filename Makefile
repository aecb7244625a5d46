# Two commands on a fresh machine with Python 3.11 or later: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
S3 := .venv-s3
DEMO ?= demo-archive
PORT ?= 8642
# One more than there are processors: tests wait for the disk and for other processes at times. Each
# worker begins with files of its own: what the tests of a folder share is then made by one of them.
WORKERS ?= $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")

# What of the tests runs on servers, too: of those of the layers that know an archive, and of the
# store, the files that keep one. Which these are is noted by each whole run of the tests, in NOTE.
GROWN ?= tests/archive tests/archives tests/webui tests/journeys tests/docs tests/evidence/store
NOTE := $(VENV)/.files-that-keep-an-archive

# What of the tests in Chromium runs. ALL_RULES=1 has all rules of axe-core look at every page in each
# language, light and dark, and not only at what these can change.
BROWSER ?= tests/browser

# What was compiled once is compiled for all the processes that tests and commands start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-grown walk check browser bench docs catalogues fuzz ready clean

demo: $(VENV)/.ready
	@test -e $(DEMO)/khronika.toml || $(BIN)/khronika demo $(DEMO)
	$(BIN)/khronika --archive $(DEMO) serve --port $(PORT)

test: $(VENV)/.ready-test
	KHRONIKA_NOTE=$(NOTE) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Every address and command as everybody; twins by the hundred: minutes, where the tests take a part.
walk: $(VENV)/.ready-test
	$(BIN)/python -m pytest -n $(WORKERS) -m everything tests

# Those that keep an archive on PostgreSQL and an S3 service, which are started for them; all where
# there is no note, or any source is newer than it.
test-grown: $(VENV)/.ready-test $(S3)/.ready
	KHRONIKA_NOTE=$(NOTE) $(BIN)/python -m tests.servers --s3 $(S3)/bin/ministack -- \
		$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(GROWN)

check: $(VENV)/.ready-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m webui.gathering --check

browser: $(VENV)/.ready-browser
	$(if $(ALL_RULES),KHRONIKA_ALL_RULES=1) $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m browser $(BROWSER)

bench: $(VENV)/.ready-test $(S3)/.ready
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.the_growth
	$(BIN)/python -m tests.servers --s3 $(S3)/bin/ministack -- $(BIN)/python -m benchmarks.the_growth

docs: $(VENV)/.ready-test
	$(BIN)/python -m schemas.vocabulary_page > docs/vocabularies.md
	$(BIN)/python -m schemas.field_page > docs/records.md
	$(BIN)/python -m schemas.json_schema > docs/record.schema.json
	$(BIN)/python -m evidence.checks.findings_page > docs/findings.md
	$(BIN)/python -m archive.cli.command_page > docs/commands.md
	$(BIN)/python -m archive.migrations.newest > archive/migrations/newest.sql
	$(BIN)/python -m archive.migrations.newest postgresql > archive/migrations/newest_postgresql.sql
	$(BIN)/python -m webui.access_page > docs/access.md
	$(BIN)/python -m webui.api.openapi > docs/openapi.json

fuzz: $(VENV)/.ready-fuzz
	$(BIN)/python -m tests.webui.api.fuzz $(FUZZ)

catalogues: $(VENV)/.ready-test
	$(BIN)/python -m webui.gathering

$(S3)/.ready: tests/s3-service.txt
	PYTHON="$(PYTHON)" ./install.sh $(S3) tests/s3-service.txt
	@touch $@

$(VENV)/.ready: pyproject.toml constraints.txt
	PYTHON="$(PYTHON)" ./install.sh $(VENV) .
	@touch $@

$(VENV)/.ready-%: pyproject.toml constraints.txt
	PYTHON="$(PYTHON)" ./install.sh $(VENV) ".[$*]"
	@touch $(VENV)/.ready $@

$(VENV)/.ready-check $(VENV)/.ready-fuzz $(VENV)/.ready-browser: $(VENV)/.ready-%: $(VENV)/.ready-test
	PYTHON="$(PYTHON)" ./install.sh $(VENV) ".[test,$*]"
	@touch $@

# What all targets need, installed at once.
ready: $(S3)/.ready
	PYTHON="$(PYTHON)" ./install.sh $(VENV) ".[test,check,fuzz,browser]"
	@touch $(VENV)/.ready $(VENV)/.ready-test
	@touch $(VENV)/.ready-check $(VENV)/.ready-fuzz $(VENV)/.ready-browser

clean:
	rm -rf $(VENV) $(S3) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
