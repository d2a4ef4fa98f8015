# All there is to do with Machi on one machine. It needs Python 3.11 or newer, and make; everything else goes into .venv,
# each file checked against its hash in requirements.lock. Nothing is installed outside of this folder.

.DEFAULT_GOAL := help
.PHONY: help run test check bench find chaos time year format migration lock clean slots inbound fuzz guesses

PYTHON ?=
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
ARGS ?=
PYTEST_ARGS ?=

BIN := .venv/bin
given = $(if $($(word 1,$1)),--$(word 2,$1)=$($(word 1,$1)))
READY := .venv/.ready
# One worker a core; what is left is taken over from whoever has most of it.
PYTEST := $(BIN)/pytest --numprocesses=auto --dist=worksteal

# Byte code is what makes the second start a matter of seconds.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

help: ## show what can be done
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: $(READY) ## set up if need be, and start Machi (ARGS="--help" shows what else it takes)
	@exec $(BIN)/machi run $(ARGS)

test: $(READY) ## set up if need be, and run every test (PYTEST_ARGS="-k waitlist" runs some)
	@$(PYTEST) $(PYTEST_ARGS)

check: $(READY) ## everything that must hold before a change is taken in: style, types, imports, dependencies, tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyrefly check
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .
	$(PYTEST) $(PYTEST_ARGS)

bench: $(READY) ## a million reminders waiting, ten thousand due, beside APScheduler's own store (ARGS="--waiting 50000")
	@$(BIN)/python -m benchmarks.scheduler $(ARGS)

find: $(READY) ## search and rarity among ten and a hundred thousand people (ARGS="--people 10000")
	@$(BIN)/python -m benchmarks.people $(ARGS)

chaos: $(READY) ## kill the delivery worker again and again, and count (SEED= DELIVERIES= KILLS= PLATFORM= DATABASE=)
	@$(BIN)/python -m tests.reliability $(call given,SEED seed) $(call given,DELIVERIES deliveries) \
		$(call given,KILLS kills) $(call given,PLATFORM platform) $(call given,DATABASE database) $(ARGS)

slots: $(READY) ## let 64 people press at once for the last five places, and count (SEED= ROUNDS= DATABASE=)
	@$(BIN)/python -m tests.reliability.slots $(call given,SEED seed) $(call given,ROUNDS rounds) \
		$(call given,DATABASE database) $(ARGS)

inbound: $(READY) ## bring gestures again and again while their receiver is killed, and count (SEED= EVENTS= KILLS= DOOR= DATABASE=)
	@$(BIN)/python -m tests.reliability.inbound $(call given,SEED seed) $(call given,EVENTS events) \
		$(call given,KILLS kills) $(call given,DOOR door) $(call given,DATABASE database) $(ARGS)

fuzz: $(READY) ## send what Slack would never send, and count the answers (SEED= REQUESTS=)
	@$(BIN)/python -m tests.reliability.fuzz $(call given,SEED seed) $(call given,REQUESTS requests) $(ARGS)

guesses: $(READY) ## guess at calendar feeds and boards a million times, and count the hits (SEED= GUESSES=)
	@$(BIN)/python -m tests.reliability.guesses $(call given,SEED seed) $(call given,GUESSES guesses) $(ARGS)

time: $(READY) ## hold ten years of gatherings in all time zones against an almanac (SEED= OCCURRENCES=)
	@$(BIN)/python -m tests.reliability.time $(call given,SEED seed) $(call given,OCCURRENCES occurrences) $(ARGS)

year: $(READY) ## live a year in a town of 200 people who do whatever comes to their minds (SEED= PEOPLE= DAYS=)
	@$(BIN)/python -m tests.reliability.year $(call given,SEED seed) $(call given,PEOPLE people) $(call given,DAYS days) $(ARGS)

format: $(READY) ## write the code the way the style check wants it
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

migration: $(READY) ## write the next migration from the tables as they now are (MESSAGE="Keep thanks")
	@$(if $(MESSAGE),,$(error Say what it does: make migration MESSAGE="Keep thanks"))$(BIN)/python -m storage.migrations "$(MESSAGE)"

lock: $(READY) ## bring requirements.lock in step with pyproject.toml (ARGS=--upgrade takes newer releases)
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes --all-extras --group dev \
		--custom-compile-command "make lock" --output-file requirements.lock $(ARGS)

clean: ## remove what make made; .env and data stay
	rm -rf .venv .hypothesis .import_linter_cache .pytest_cache .ruff_cache build dist
	find adapters bot jobs storage tests -name __pycache__ -type d -prune -exec rm -rf {} +

define SET_UP
started=$$(date +%s)

if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then
    recent= chosen=
    for python in $(PYTHONS); do
        "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        recent=$$python
        if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then chosen=$$python; break; fi
    done
    if [ -z "$$recent" ]; then
        echo "Machi needs Python 3.11 or newer, and found none (looked for $(PYTHONS))."
        echo "If it lives elsewhere, say where: make run PYTHON=/path/to/python3"
        exit 1
    fi >&2
    if [ -z "$$chosen" ]; then
        version=$$("$$recent" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        echo "$$version is here, but it cannot make virtual environments. On Debian and Ubuntu this helps:"
        echo "    sudo apt install $$version-venv"
        exit 1
    fi >&2
    echo "Making .venv with $$("$$chosen" --version) …"
    "$$chosen" -m venv --clear .venv
fi

uv=$$(sed -n 's/^uv==\([^ ;]*\).*/\1/p' requirements.lock)
if [ "$$($(BIN)/uv --version 2>/dev/null | cut -d ' ' -f 2)" != "$$uv" ]; then
    echo "Installing uv $$uv, which installs the rest …"
    sed -n '/^uv==/,/# via/p' requirements.lock >.venv/uv.txt
    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r .venv/uv.txt
fi

echo "Installing $$(grep -c '^[a-z].*==' requirements.lock) packages, each checked against its hash …"
$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --offline --editable .

touch $(READY)
echo "Ready after $$(($$(date +%s) - started)) s. This happens again only when the dependencies change."
endef
export SET_UP

$(READY): requirements.lock pyproject.toml
	@sh -euc "$$SET_UP"
