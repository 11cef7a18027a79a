# Every target finds or installs the tools that it needs (.make/run.sh); nothing has to be set or exported.

RUN := .make/run.sh

.DEFAULT_GOAL := help
.PHONY: help demo build dist test vectors instructions fmt header bench record report clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: build ## run a Python script over a CSV file from Go, and show what came back
	@$(RUN) go run ./go/examples/demo

build: ## compile the library and put it where Go links it
	@$(RUN) .make/dist.sh

dist: ## the same, smaller and a little faster, for shipping (takes many minutes)
	@$(RUN) .make/dist.sh dist

test: build ## check everything: formatting, lints, Rust, Go, C, sanitizers, vendoring, the demo
	@$(RUN) .make/test.sh

vectors: build ## how many test vectors of the schema pass in each language
	@$(RUN) .make/vectors.sh

instructions: ## how many instructions the codec takes, compared with the record (UPDATE=1 writes it)
	@$(RUN) .make/instructions.sh

fmt: ## format Rust and Go
	@$(RUN) cargo fmt --all
	@$(RUN) gofmt -w $$(find . -name '*.go' -not -path './target/*')

header: ## write include/monty_ffi.h again from the Rust sources
	@UPDATE=1 $(RUN) cargo test --release -p monty-ffi --test header

bench: build ## measure
	@$(RUN) .make/bench.sh

record: build ## measure everything, or one part (ONLY=crossing), and write the results to benches/record
	@$(RUN) python3 -B -m benches.report measure $(ONLY)

report: ## write benches/README.md and its plots from benches/record
	@$(RUN) .make/report.sh write

clean: ## remove what was built (not the folder that automated runs keep)
	rm -rf target benches/versus/montypb dist/*/libmonty_ffi.a dist/*/libmonty_ffi.a.sha256
