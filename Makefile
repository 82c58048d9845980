# `make run` serves the app on http://127.0.0.1:8000; `make test` runs every test.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PYTHONWARNINGS ?= default

.PHONY: run test bench soak lint clean

run: .venv/app
	LOCAL_HTTP=1 $(BIN)/python manage.py check
	LOCAL_HTTP=1 $(BIN)/python manage.py migrate --verbosity 0
	LOCAL_HTTP=1 $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	LOCAL_HTTP=1 $(BIN)/gunicorn gutskin.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 \
		--no-control-socket

test: .venv/tests lint
	@$(BIN)/python tests/run.py

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/tests
	$(BIN)/python tests/bench.py

soak: .venv/tests
	$(BIN)/python tests/soak.py

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

clean:
	rm -rf .venv .local .pytest_cache .mypy_cache .ruff_cache .hypothesis
