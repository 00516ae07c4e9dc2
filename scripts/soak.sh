#!/usr/bin/env bash
# The laws with their full counts; writes date, commit and figures to docs/soak.md.
set -euo pipefail
cases=${RINGWALL_SOAK_CASES:-20000}
log=target/soak.log
export RINGWALL_SOAK_CASES=$cases PROPTEST_CASES=$cases
SECONDS=0
cargo test --release --locked --workspace 2>&1 | tee "$log" | grep -E '^(test result|     Running)' || true
passed=$(grep -oE '[0-9]+ passed' "$log" | awk '{ n += $1 } END { print n + 0 }')
failed=$(grep -oE '[0-9]+ failed' "$log" | awk '{ n += $1 } END { print n + 0 }')
kernel=$(cargo xtask kernel "${RINGWALL_SOAK_DECISIONS:-1000000}")
echo "$kernel"
hostile=$(cargo xtask hostile "${RINGWALL_SOAK_PACKETS:-5000000}")
echo "$hostile"
coverage=$(cargo xtask coverage)
echo "$coverage"
endless=$(cargo xtask hostile --endless "${RINGWALL_SOAK_GIB:-50}")
echo "$endless"
fuzz=$(cargo xtask fuzz --seconds "${RINGWALL_SOAK_FUZZ:-7200}" --coverage)
echo "$fuzz"
cat >docs/soak.md <<TXT
# Soak

Written by \`make soak\`: the laws over random and mutated inputs with $cases cases each instead of the reduced counts of \`make test\`.

| date | commit | cases a law | tests passed | failed | minutes |
| --- | --- | --- | --- | --- | --- |
| $(date -u +%F) | $(git rev-parse --short HEAD) | $cases | $passed | $failed | $((SECONDS / 60)) |

Random rulesets loaded into the kernel, packets really sent, its decisions beside ours:

$(sed 's/^/- /' <<<"$kernel")

Streams made to cost a reader much, through a pipe:

$(sed 's/^/    /' <<<"$hostile")

Lines of each protocol's folder that its own cases run ($(date -u +%F)):

$(sed 's/^/    /' <<<"$coverage")

A stream that never repeats itself, with the memory of who reads it by time:

$(sed 's/^/    /' <<<"$endless")

Fuzzing, with coverage counters, of what must hold of readers whatever bytes they are given:

$(sed 's/^/    /' <<<"$fuzz")
TXT
cat docs/soak.md
[ "$failed" -eq 0 ]
