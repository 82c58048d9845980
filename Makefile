# `make run` serves the app on http://127.0.0.1:8000; `make test` runs every test; `make help` says more.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Whole files go to as many workers as there are cores; each promise is tried on fewer people.
QUICK_PYTEST = HYPOTHESIS_PROFILE=dev $(BIN)/python -m pytest --quiet --numprocesses auto --dist loadscope --no-loadscope-reorder
export PYTHONWARNINGS ?= default
# What one process compiled the next need not: tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test help dev check content cases bench bench-peers load audit audit-deploy browsers soak soak-cluster \
	lint rooms picture coverage update audit-deps clean

run: .venv/app
	$(BIN)/python -m gutskin.local_secrets
	LOCAL_HTTP=1 $(BIN)/python manage.py check
	LOCAL_HTTP=1 $(BIN)/python manage.py migrate --verbosity 0
	LOCAL_HTTP=1 $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	LOCAL_HTTP=1 SITE_ADDRESS=$${SITE_ADDRESS:-http://127.0.0.1:$(PORT)} $(BIN)/gunicorn gutskin.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 \
		--no-control-socket

test: .venv/tests lint
	@$(BIN)/python tests/run.py

help:
	@echo "make run           the app on http://127.0.0.1:$(PORT), as it would be served"
	@echo "make dev           the same, read anew after each change of code, content, page or style"
	@echo "make check         lint, types, content and quick tests: before each commit;"
	@echo "                   make lint: the first two alone"
	@echo "make content       what words are held to: after each change of the content alone"
	@echo "make cases         makes today's results the agreed ones, for git diff to be read"
	@echo "make test          all tests, a real browser included: before a change is sent."
	@echo "                   Where no Chromium is, it gets one: by apt-get as root on Debian"
	@echo "make browsers      the whole way in Chromium, Firefox and WebKit"
	@echo "make audit         access, HTML and weight of every page, in one table"
	@echo "make bench         what pages cost; make load, make bench-peers: beside others"
	@echo "make soak          kills, power cuts, full disks, attacks: about an hour, one table;"
	@echo "                   make soak-cluster: three apps on one PostgreSQL alone"
	@echo "make rooms         draws docs/rooms.svg; make picture: takes the picture in README.md"
	@echo "make coverage      which lines the quick tests run, held to what was reached"
	@echo "make update        newest versions, pinned; make audit-deps: their licences and holes"
	@echo "make audit-deploy  what linters say of deploy/"
	@echo "make clean         away with everything that was made here, saved results too"

dev: export DEBUG = 1
dev: export LOCAL_HTTP = 1
dev: .venv/tests
	$(BIN)/python -m gutskin.local_secrets
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

# What `make test` leaves to the end is left out: browsers, faults, servers of their own.
check: .venv/tests lint
	LOCAL_HTTP=1 $(BIN)/python manage.py check
	$(QUICK_PYTEST) -m "not slow and not browser"

# Makes today's results the agreed ones: then read `git diff --word-diff tests/cases`.
cases: .venv/tests
	LOCAL_HTTP=1 $(BIN)/python manage.py cases --write

# What can fail when nothing but words, ids and drawings changed, how plain each page is included.
content: .venv/tests
	LOCAL_HTTP=1 $(BIN)/python manage.py check
	$(QUICK_PYTEST) tests/engine tests/library tests/site/test_words.py tests/site/test_days.py \
		tests/operations/test_papers.py

# The picture in README.md, taken anew.
picture: .venv/tests
	$(BIN)/python tests/harness/picture.py

# Who imports whom, as a drawing. Needs nothing but Python.
rooms:
	$(PYTHON) tests/rooms.py

# The lines and branches that these tests run, held to `fail_under` in pyproject.toml.
coverage: .venv/tests
	$(QUICK_PYTEST) -m "not slow and not browser" --cov

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/tests
	$(BIN)/python tests/harness/bench.py

# The same questions in other programs, each in a venv of its own under .local/peers/.
bench-peers: .venv/tests
	$(BIN)/python tests/harness/bench.py peers

# 100 requests a second for a minute. The figures need a machine that does nothing else.
load: .venv/tests
	$(BIN)/python tests/harness/bench.py load

# Access and weight in one table: axe, HTML, bytes, Lighthouse. Takes some tools from npm.
audit: .venv/tests
	@$(BIN)/python tests/harness/audit.py

# The whole way in Chromium, Firefox and WebKit, scripts on and off. Installs them on Debian.
# Their driver leaves connections open.
browsers: export PYTHONWARNINGS = ignore
browsers: .venv/tests .venv/tools
	@.venv/tools/bin/python tests/harness/browsers.py

soak: .venv/tests
	$(BIN)/python tests/harness/soak.py

# Newest versions that the .in files allow, with the hashes of every build for every platform.
PIN = .venv/tools/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-annotate --custom-compile-command "make update"

update: .venv/tools
	$(PIN) requirements.in --output-file requirements.txt
	$(PIN) tests/requirements.in --output-file tests/requirements.txt
	$(PIN) tests/tools.in --output-file tests/tools.txt

# Licences under which we can pass the app on. LGPL: psycopg, used as it comes.
LICENCES = MIT;BSD;Apache;PSF;LGPL-3.0-only

# Unsafe code in ours, licences, and the list of parts (SBOM). B105, B308 and B703: ruff's S105 and S308
# ask for the same, with a reason on each line. Known holes: pip-audit needs the advisories online.
audit-deps: export PYTHONWARNINGS = ignore
audit-deps: .venv/app .venv/tools
	.venv/tools/bin/bandit --quiet --recursive --skip B105,B308,B703 gutskin habits manage.py
	.venv/tools/bin/pip-licenses --python $(BIN)/python --from mixed --partial-match \
		--allow-only "$(LICENCES)" --packages $$(sed -n 's/==.*//p' requirements.txt)
	@mkdir -p -m 700 .local
	.venv/tools/bin/cyclonedx-py requirements requirements.txt --output-reproducible \
		--output-file .local/sbom.json
	@echo "The list of parts is in .local/sbom.json."

# What is deployed, by linters of its kinds. Of 100 points of exposure a unit may have 20.
audit-deploy: .venv/tools
	.venv/tools/bin/hadolint deploy/Dockerfile
	.venv/tools/bin/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
	! command -v systemd-analyze >/dev/null || systemd-analyze security --offline=true --threshold=20 \
		--no-pager deploy/gutskin.service deploy/gutskin-purge.service

# Three apps behind nginx on one PostgreSQL through pgbouncer; part of `make soak` too.
soak-cluster: .venv/tests
	$(BIN)/python tests/harness/soak.py cluster

.venv/app: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.venv/tests: .venv/app tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement tests/requirements.txt
	@touch $@

.venv/tools: .venv/app tests/tools.txt
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/tools.txt
	@touch $@

clean:
	rm -rf .venv .local .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
