#!/usr/bin/env bash
# Counts how often each branch of the reader is taken, for builds to be guided by (decision 0016): writes profile/.
# Read are the captures of the examples, once and repeated with other addresses (what `cargo xtask count` counts), and of the
# corpus where it is here. Needs the compiler's own tools: rustup component add llvm-tools.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/target/profile
corpus=${RINGWALL_CORPUS:-$root/../shared/corpus}
merge=$(find "$(rustc --print sysroot)" -name llvm-profdata | head -n 1)
[ -n "$merge" ] || { echo "llvm-profdata is not here: rustup component add llvm-tools" >&2; exit 2; }
rm -rf "$folder/raw"

CARGO_TARGET_DIR=$folder RUSTFLAGS="-Cprofile-generate=$folder/raw" cargo build --release --locked --package xtask
rm -rf "$folder/raw" # what building ran
export LLVM_PROFILE_FILE="$folder/raw/%4m.profraw" # each run adds to one of four files
repeated=$root/target/count/capture.pcap
[ -f "$repeated" ] || "$root/target/release/xtask" count
captures() {
  find "$root"/examples/*/captures "$corpus/captures" -type f \( -name '*.pcap' -o -name '*.pcapng' -o -name '*.cap' \) 2>/dev/null | sort
}
captures | while read -r capture; do
  "$folder/release/xtask" count --read "$capture" >"$folder/log" 2>&1 || echo "not read: $capture"
done
"$folder/release/xtask" count --read "$repeated"
# What is never run is built to be small, not fast: reading on two threads, and letting go what is over.
"$folder/release/xtask" count --read "$repeated" 2
"$folder/release/xtask" count --short "$folder/short.pcap"
"$folder/release/xtask" count --read "$folder/short.pcap"
mkdir -p "$root/profile"
"$merge" merge --sparse --output "$root/profile/reading.profdata" "$folder"/raw
rustc -vV >"$root/profile/compiler"
ls -l "$root/profile"
