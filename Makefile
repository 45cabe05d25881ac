.DEFAULT_GOAL := help
.PHONY: help run test lint format shell bench screenshots lock

bin := .venv/bin

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

run: ## Start the site on http://127.0.0.1:8000 (another port: make run PORT=8001)
	@bin/environment requirements.txt
	@exec $(bin)/python -m newsroom.start

test: .develop ## Run all tests, on SQLite and on PostgreSQL (some of them: make test ARGS="-k front")
	@$(bin)/python -m tests $(ARGS)

lint: .develop ## Check the code, the templates, the imports, the migrations and the settings
	@bin/lint

format: .develop ## Format the code and the templates
	@$(bin)/python -m ruff check --fix --quiet . ; $(bin)/python -m ruff format --quiet .
	@git ls-files -z -- '*.py' | xargs -0 -r $(bin)/django-upgrade --target-version 5.2 \
		--exit-zero-even-if-changed
	@git ls-files -z -- '*.html' | xargs -0 -r $(bin)/djade --target-version 5.2

shell: ## Open a Python shell with the models at hand
	@bin/environment requirements.txt
	@$(bin)/python manage.py shell

bench: .develop ## Measure what the documents say of speed and memory (some of it: make bench ARGS="pages kills")
	@$(bin)/python -m benchmarks $(ARGS)

screenshots: .develop ## Take the pictures of the README, of the site that make run serves
	@$(bin)/python docs/screenshots.py $(ARGS)

lock: .develop ## Pin the newest versions of what requirements.in and requirements-dev.in name
	@bin/lock

.PHONY: .develop
.develop:
	@bin/environment requirements.txt requirements-dev.txt
