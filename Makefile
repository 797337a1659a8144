# Two commands matter: `make run` and `make test`. They need Python 3.11 to 3.14, git and make, nothing else.

VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
# Tests run on as many processes as there are cores, at most four.
JOBS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1); [ $$n -gt 4 ] && n=4; echo $$n)
BIN := $(VENV)/bin
CODE := demo former_site starter unionsite home news rights culture interact search
# The layers that hold rules and words and hardly any framework: these are type-checked.
RULE_NAMES := rules retention_rules sla chain choices charts calendars generation heads numerals official outline parsing references slugs words
RULES = $(shell find $(CODE) $(foreach name,$(RULE_NAMES),-name $(name).py -o) -path '*/rules/*.py' | sort)
# PostgreSQL, Redis and sign-in by the company's identity need packages, whether named in the environment or in .env.
LOCK := $(if $(DATABASE_URL)$(REDIS_URL)$(SSO_PROVIDERS)$(shell grep -sE '^(DATABASE_URL|REDIS_URL|SSO_PROVIDERS)=.' .env),requirements-full.txt,requirements.txt)
# An empty site to practise on lies beside the demo's, with a database of its own whatever else is set.
ALONE := $(if $(EMPTY),VAR_DIR='$(or $(VAR_DIR),$(CURDIR)/var)/empty' MEDIA_ROOT= DATABASE_URL= REDIS_URL= S3_URL=)

.PHONY: help run test browsers check release try-install audit sbom bench faults machines bench-search lighthouse shots texts format code clean

help: ## List the targets.
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{ printf "  make %-11s %s\n", $$1, $$2 }'

run: $(VENV)/$(LOCK).stamp ## Install, lay the demo site and open it at http://127.0.0.1:8000 (PORT=, HOST=; EMPTY=1 an empty one to practise on; V=1 tells where the time goes).
	@$(ALONE) $(BIN)/python scripts/prepare.py $(if $(EMPTY),--empty) $(if $(V),-v)
	@$(ALONE) $(BIN)/python manage.py dev --host $(HOST) --port $(PORT) $(if $(V),-v 2)

test: $(VENV)/requirements-dev.txt.stamp ## Run all tests (ARGS="tests/news -k feed"; DATABASE_URL and REDIS_URL are honoured).
	@$(BIN)/python manage.py compile_texts
	$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

browsers: $(VENV)/requirements-dev.txt.stamp ## Walk an employee's journeys in WebKit and Firefox (Debian: webkit2gtk-driver xvfb firefox-esr; PHOTOGRAPHS=folder).
	@$(BIN)/python manage.py compile_texts
	$(BIN)/python -m pytest -n 0 tests/engines $(ARGS)

check: $(VENV)/requirements-dev.txt.stamp ## Check style, imports, types, templates, security, settings and migrations.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy $(RULES)
	$(BIN)/djlint --lint --quiet $(CODE)
	find $(CODE) -name '*.html' -print0 | xargs -0 $(BIN)/djhtml --check --tabwidth 2
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(CODE) scripts bench deploy
	$(BIN)/python scripts/check_own_rules.py
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/check_production.py
	$(BIN)/python scripts/house.py

release: ## Make dist/unionsite-<version>.tar.gz and its checksum from the last commit.
	@deploy/release

try-install: ## Install, load, kill, back up, destroy, restore, update, go back on machines made by debootstrap (needs root, slirp4netns).
	@scripts/try_install.sh

audit: $(VENV)/requirements-dev.txt.stamp ## Look the locked dependencies up for known weaknesses (needs the network).
	@$(BIN)/python scripts/audit_dependencies.py

sbom: $(VENV)/requirements-dev.txt.stamp ## Write the parts list of the locked set to var/sbom.json (CycloneDX).
	@$(BIN)/python scripts/audit_dependencies.py --sbom

format: $(VENV)/requirements-dev.txt.stamp ## Put code and templates into the house style.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find $(CODE) -name '*.html' -print0 | xargs -0 $(BIN)/djhtml --tabwidth 2

bench: $(VENV)/requirements-dev.txt.stamp ## Measure pages, cold start, memory, weight (LAWS=folder: the import of statutes too; ARGS="--sizes 155,10000,100000").
	@$(BIN)/python -m bench.pages
	@$(BIN)/python -W ignore -m bench.sizes $(ARGS)
	@$(BIN)/python -W ignore -m bench.middleware
	@$(BIN)/python -m bench.roll
	@$(BIN)/python -m bench.textchecks
	@$(BIN)/python -m bench.cases
	@$(BIN)/python -m bench.votes
	@$(BIN)/python -m bench.activities

faults: $(VENV)/requirements-full.txt.stamp $(VENV)/requirements-dev.txt.stamp ## Kill, stop and fill parts of a whole installation under load; count what is lost (ARGS="--database sqlite").
	@$(BIN)/python -W ignore -m bench.faults $(ARGS)

machines: $(VENV)/requirements-full.txt.stamp $(VENV)/requirements-dev.txt.stamp ## Two web machines, balancer and data as network namespaces; kill and cut them under load (needs root; S3_TEST_SERVER=, ARGS="--only redis").
	@$(BIN)/python -W ignore -m bench.machines $(ARGS)

bench-search: $(VENV)/requirements-dev.txt.stamp ## Measure what the search finds and how quickly (ARGS="--sizes 1000,100000"; DATABASE_URL is honoured).
	@$(BIN)/python -W ignore -m bench.search $(ARGS)

lighthouse: $(VENV)/requirements-dev.txt.stamp ## Mobile Lighthouse scores of the main pages (needs node and Chromium).
	@$(BIN)/python scripts/lighthouse.py

shots: $(VENV)/requirements-dev.txt.stamp ## Screenshots of the main pages (needs Chromium).
	@$(BIN)/python -m scripts.shots

texts: $(VENV)/requirements-dev.txt.stamp ## Collect the texts to translate into the English catalogue (needs gettext).
	$(BIN)/python manage.py makemessages --locale en --add-location file --ignore $(VENV) --ignore var --ignore tests
	sed -i.bak '/^"\(POT-Creation-Date\|Report-Msgid-Bugs-To\)/d' unionsite/locale/en/LC_MESSAGES/django.po && rm unionsite/locale/en/LC_MESSAGES/django.po.bak

code: ## The current code of a demo account's authenticator (USER=editor; EMPTY=1: of the empty site); DEBUG only.
	@$(ALONE) $(BIN)/python manage.py current_code $(USER)

clean: ## Remove the virtual environment; the site's data in var/ stays.
	rm -rf $(VENV)

$(BIN)/python:
	@scripts/make_venv.sh $(VENV)

# One stamp for each lock file: installed again only when the file has changed.
$(VENV)/%.stamp: % $(BIN)/python
	@echo "正在安装$<中的依赖…… Installing $< ..."
	@scripts/install_lock.sh $(BIN)/python $<
	@touch $@
