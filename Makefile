# Each target is one plain command; what it does is in scripts/.

.PHONY: run test lint format bench docs clean

run: ## Set up, build and start everything in one process
	scripts/run.sh $(ARGS)

test: ## Set up, build and run every test
	scripts/test.sh $(ARGS)

lint: ## Check formatting and file sizes
	scripts/lint.sh

format: ## Format all sources
	swift format --in-place --parallel --recursive Sources Tests

bench: ## Measure, each figure beside its limit
	scripts/bench.sh $(ARGS)

docs: ## Write Revolt.toml.example and docs/configuration.md anew
	scripts/docs.sh

clean: ## Remove what was built
	swift package clean
