# detente: `make demo` and `make test` set up everything in .venv first. `make help` lists the rest.

.DEFAULT_GOAL := help
.PHONY: help demo test coverage lint format bench bench-quick docs pictures lock clean

PYTHON ?=
export PYTHON
run := .venv/bin/python -m
# On every core, a file at a time; in their order, which begins with the longest (tests/e2e) and ends
# with the shortest (doctests): xdist's own, by number of tests, ends with a few that take minutes.
beside := -n auto --dist loadfile --no-loadscope-reorder
# What `make lock` resolves with: uv, wherever it is.
uv := $(or $(shell command -v uv 2>/dev/null),.venv/bin/uv)
compile := $(uv) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url $(if $(UPGRADE),--upgrade)

help: ## Say what can be made.
	@echo "make demo     set up, analyse the shipped case, write report.html"
	@echo "make test     set up, run the whole test suite with branch coverage"
	@echo "make coverage list what the last make test did not reach"
	@echo "make lint     ruff, mypy --strict, import-linter"
	@echo "make format   let ruff put the code in order"
	@echo "make bench    measure against peers, in an environment of their own; writes docs/benchmarks.json"
	@echo "make docs     build the documentation into site/, links and numbers checked"
	@echo "make pictures take the pictures of the README and the docs again (needs Chromium)"
	@echo "make lock     resolve the lock files again (needs uv; UPGRADE=1 takes newer versions)"
	@echo "make clean    remove what these made, .venv included"

demo:
	@sh tools/set-up.sh run
	@.venv/bin/detente demo
	@echo "Before these commands: . .venv/bin/activate"

test:
	@sh tools/set-up.sh dev
	@$(run) pytest --cov --cov-report= $(beside)

coverage:
	@sh tools/set-up.sh dev
	@$(run) coverage report

lint:
	@sh tools/set-up.sh dev
	$(run) ruff check .
	$(run) ruff format --check .
	$(run) mypy
	.venv/bin/lint-imports

format:
	@sh tools/set-up.sh dev
	$(run) ruff check --fix .
	$(run) ruff format .

bench:
	@sh tools/set-up.sh dev
	@$(run) tests.bench.run $(if $(SCENARIOS),--scenarios $(SCENARIOS))

bench-quick:
	@sh tools/set-up.sh dev
	@$(run) tests.bench.run --quick

docs:
	@sh tools/set-up.sh dev
	@NO_MKDOCS_2_WARNING=1 $(run) mkdocs build --strict
	@echo "site/index.html"

pictures:
	@sh tools/set-up.sh dev
	@.venv/bin/python tools/take_pictures.py

lock:
	@$(uv) --version >/dev/null || { echo "make lock needs uv: .venv/bin/python -m pip install uv"; exit 1; }
	$(compile) --group build pyproject.toml -o requirements.lock
	$(compile) --group dev --constraint requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv .bench-venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf .coverage .coverage.* htmlcov dist build site report.html
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
