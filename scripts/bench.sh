#!/usr/bin/env bash
# Reading beside the reference walk, as a ratio of CPU time: alternating runs, least of seven, both counted only when they saw the
# same packets. Then tshark on the first million packets. Needs the reference walk and its capture maker (RINGWALL_BENCH, default
# ../shared/bench) and foreign captures (RINGWALL_CORPUS); tshark and tcpreplay from Debian.
set -euo pipefail
ringwall=$(realpath "$1")
bench=${RINGWALL_BENCH:-../shared/bench}
corpus=${RINGWALL_CORPUS:-../shared/corpus}
runs=${RUNS:-7}
if [ ! -d "$bench/limit" ] || [ ! -d "$corpus/captures" ]; then
  echo "skipped: no reference walk at $bench, or no captures at $corpus"
  exit 0
fi
work=target/bench
mkdir -p "$work"
big=${BIG:-$work/big.pcap}
if [ ! -s "$big" ]; then
  for tool in tcprewrite mergecap; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not here (Debian: tcpreplay, tshark)"; exit 0; }
  done
  bash "$bench/make-big.sh" "$big" 1024 "$corpus/captures"
fi
rm -rf "$work/limit"
cp -r --no-preserve=mode "$bench/limit" "$work/limit"
printf '\n[workspace]\n' >>"$work/limit/Cargo.toml" # it lies below this workspace and is none of its members
CARGO_TARGET_DIR="$work/limit-target" cargo build --release --quiet --manifest-path "$work/limit/Cargo.toml" 2>"$work/limit.log" || { cat "$work/limit.log"; exit 1; }
walk=$work/limit-target/release/flowrd

cpu() { # CPU seconds of a command, its output in $work/out
  local TIMEFORMAT='%U %S'
  { time "$@" >"$work/out" 2>"$work/err"; } 2>&1 | awk '{ printf "%.3f\n", $1 + $2 }'
}
packets() { grep -oE 'packets=[0-9]+|"total": *[0-9]+' "$work/out" | head -1 | grep -oE '[0-9]+'; }
least() { sort -n | head -1; }

: >"$work/walk.txt"; : >"$work/ours.txt"
for _ in $(seq "$runs"); do
  cpu "$walk" "$big" >>"$work/walk.txt"; expected=$(packets)
  cpu "$ringwall" discover --summary --json --threads 1 "$big" >>"$work/ours.txt"; seen=$(packets)
  [ "$expected" = "$seen" ] || { echo "the runs do not count: $seen packets read, $expected walked"; exit 1; }
done
reference=$(least <"$work/walk.txt"); ours=$(least <"$work/ours.txt")
echo "capture: $big, $expected packets; least CPU seconds of $runs alternating runs, one thread"
awk -v a="$ours" -v b="$reference" -v n="$expected" 'BEGIN {
  printf "reference walk      %7.3f s  %6.1f ns/packet\n", b, b / n * 1e9
  printf "discover --summary  %7.3f s  %6.1f ns/packet  %.2f times the walk (at most 5)\n", a, a / n * 1e9, a / b }'
if command -v tshark >/dev/null; then
  [ -s "$work/million.pcap" ] || editcap -F pcap -r "$big" "$work/million.pcap" 1-1000000
  t=$(cpu tshark -n -q -r "$work/million.pcap" -z conv,tcp)
  o=$(cpu "$ringwall" discover --summary --json --threads 1 "$work/million.pcap")
  awk -v t="$t" -v o="$o" 'BEGIN {
    printf "first million packets: tshark -n -q -z conv,tcp %.2f s, discover --summary %.2f s: %.0f times less CPU\n", t, o, t / o }'
fi
