# Two commands do everything on a fresh Debian machine with Rust: make demo, make test.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
CARGO ?= cargo
RINGWALL := target/release/ringwall

.PHONY: help build demo test check-style check-dependencies tools bench soak profile gallery record corpus reference clean

help:
	@sed -n 's/^## //p' Makefile

## make demo     build, assess the example refinery, and print precision and recall on both examples
demo:
	$(CARGO) build --release --locked --package ringwall --package xtask
	@scripts/demo.sh $(RINGWALL)

build:
	$(CARGO) build --release --locked --package ringwall

## make test     install what the tests need, then run all of them
test: tools check-style
	$(CARGO) test --release --locked --workspace --quiet
	$(CARGO) xtask tidy
	$(CARGO) build --release --locked --package ringwall
	$(CARGO) xtask corpus
	$(CARGO) xtask logs
	$(CARGO) xtask robustness
	$(CARGO) xtask hostile
	$(CARGO) xtask count
	$(CARGO) xtask fuzz --seconds 60
	$(CARGO) xtask firewalls
	$(CARGO) xtask kernel
	$(CARGO) xtask examples

check-style:
	$(CARGO) fmt --all --check
	$(CARGO) fmt --manifest-path fuzz/Cargo.toml --check
	$(CARGO) clippy --release --locked --workspace --all-targets --quiet -- -D warnings

tools:
	scripts/install-test-tools.sh

## make bench    reading beside the reference walk and other programs, as ratios of CPU time; judging a large plant; drawing; long configurations
bench: build
	scripts/bench.sh $(RINGWALL)
	$(CARGO) bench --locked --quiet --package ringwall-work --bench judge
	$(CARGO) bench --locked --quiet --package ringwall-work --bench allowances
	$(CARGO) bench --locked --quiet --package ringwall-diagram --bench draw
	$(CARGO) bench --locked --quiet --package ringwall-conduit --bench policy

## make soak     the laws with their full counts; writes docs/soak.md (PARTS="endless fuzz": only these)
soak: build
	scripts/install-test-tools.sh browser
	scripts/soak.sh $(RINGWALL) $(PARTS)

## make profile  count anew how often each branch of the reader is taken, for builds to be guided by (decision 0016)
profile: build
	scripts/profile.sh

## make gallery  draw the pictures of docs/gallery anew
gallery: build
	scripts/gallery.sh $(RINGWALL)

## make corpus   compare message counts with tshark's on foreign captures (RINGWALL_CORPUS)
corpus:
	$(CARGO) xtask corpus

## make reference  write the generated reference pages and schemas anew
reference:
	UPDATE=1 $(CARGO) xtask reference

## make record   record the examples' captures anew (root; see examples/record)
record:
	examples/refinery/record/record.sh
	examples/water/record/record.sh

## make check-dependencies  licences, advisories and sources of all dependencies (installs cargo-deny where it is absent)
check-dependencies:
	command -v cargo-deny >/dev/null || $(CARGO) install --locked cargo-deny
	cargo deny --all-features check licenses bans sources

clean:
	$(CARGO) clean
