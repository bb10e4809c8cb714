# The two commands of the README are `make demo` and `make test`; each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := all,docs,test

.PHONY: setup demo test test-all lint site browser bench leaderboard clean docker-ready quality directory core-only \
	minimum first-minutes gpu-check red-team

setup: $(VENV)/.stamp

$(VENV)/.stamp: pyproject.toml setup.py constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "rewardry needs Python 3.11 or newer, and $(PYTHON) is older; run: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check $$(grep '^torch==' constraints.txt)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@

# The main job on the example rollouts: a published recipe, a recipe of one's own, one verifier.
demo: setup
	@mkdir -p build/demo
	@echo '$$ rewardry score deepseek-r1-zero examples/rollouts/math.jsonl'
	@$(BIN)/rewardry score deepseek-r1-zero examples/rollouts/math.jsonl --timeout 2 -o build/demo/math.scored.jsonl
	@echo; echo '$$ head -n 3 build/demo/math.scored.jsonl'
	@head -n 3 build/demo/math.scored.jsonl
	@echo; echo '$$ rewardry score examples/mixed.yaml examples/rollouts/*.jsonl'
	@$(BIN)/rewardry score examples/mixed.yaml examples/rollouts/*.jsonl --timeout 2 -o build/demo/mixed.scored.jsonl
	@echo; echo '$$ rewardry verify choice examples/rollouts/choice.jsonl'
	@$(BIN)/rewardry verify choice examples/rollouts/choice.jsonl -o build/demo/choice.verified.jsonl

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p rewardry
	MYPYPATH=plugins/rewardry-games:plugins/rewardry-translation:plugins/rewardry-reasoning-gym $(BIN)/mypy -p rewardry_games -p rewardry_translation \
		-p rewardry_reasoning_gym

# What a newcomer can run: no root, no daemon, ten minutes at the most.
TESTS ?= not long and not daemon and not browser
# Tests side by side; 0 runs one after the other.
JOBS ?= auto
test: lint
	@$(BIN)/pytest -n $(JOBS) --dist loadfile -m '$(TESTS)'

# Everything, with long runs and what needs a daemon or a browser.
test-all: lint
	@$(BIN)/pytest

# The documentation as a site in build/site: open build/site/index.html. Any warning fails it.
site: setup
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# What is looked at in headless Chromium: the site, which is built first, and the pages of reports.
browser: site
	@REWARDRY_SITE=$(CURDIR)/build/site REWARDRY_REQUIRE_BROWSER=1 $(BIN)/pytest -m 'browser and not long'

# As root on Debian: installs Docker, starts an engine where none answers, builds the image of the sandbox docker.
docker-ready: setup
	@.ci/docker-ready $(BIN)

# The house in figures: sizes, annotations, docstrings, import graph, copies; fails where a bar is newly missed.
quality:
	@$(PYTHON) .ci/quality.py

# The plugins of docs/plugins/directory.toml, each installed alone, checked by the conformance kit, and its page written.
directory: setup
	@$(BIN)/python docs/plugin_directory.py --check

# Without any extra: what it weighs, and the tests that need none. With the lowest versions that we say are enough.
core-only:
	@PYTHON=$(PYTHON) JOBS=$(JOBS) .ci/core-only
minimum:
	@PYTHON=$(PYTHON) JOBS=$(JOBS) .ci/minimum

# From a clean environment to a scored file and to a checked plugin, by what the pages say, timed.
first-minutes:
	@$(PYTHON) .ci/first_minutes.py

# The built-in trainer on a GPU: what graphs and 16 bits could get wrong, then correctness and speed beside TRL (10 min).
gpu-check: setup
	$(BIN)/pytest -m 'not long' tests/trainer_adapters/grpo/test_gpu.py
	$(BIN)/python benchmarks/speed/grpo_gpu.py --experiments E1 --arms A,E --rounds 1 --budget 500

# Comparisons with peers; tests never assert time.
bench: setup
	$(BIN)/python benchmarks/speed/all.py

# Every installed verifier and each peer on PyPI, each in an environment of its own: docs/leaderboard.md.
# DATA names further rows: make leaderboard DATA='--data-dir FOLDER -d FILE'
leaderboard: setup
	$(BIN)/python -m rewardry.benchmarks.leaderboard $(DATA)

# What the recipe that we ship pays for nothing: docs/red_team.md on all tasks, and its page in build/red-team.
RED_TEAM := build/red-team
red-team: setup
	$(BIN)/rewardry bench attack -r deepseek-r1-zero -o $(RED_TEAM)
	$(BIN)/rewardry bench price -r deepseek-r1-zero -o $(RED_TEAM)
	$(BIN)/rewardry bench perturb -v math -o $(RED_TEAM) --min-invariance 0.99 --min-sensitivity 0.995
	$(BIN)/rewardry bench report $(RED_TEAM) --html --md
	$(BIN)/rewardry bench gate $(RED_TEAM) --max-fpr attacks=0.001 --min-price 1000

clean:
	rm -rf $(VENV) build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache
