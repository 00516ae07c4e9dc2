#!/usr/bin/env bash
# Reading beside the reference walk, as a ratio of CPU time: alternating runs, least of seven, counted only when all saw the
# same packets; of a mixed capture, of small frames in few flows, of many flows, on one thread and on two. Then tshark on the first million packets. Needs the reference walk and its capture maker (RINGWALL_BENCH, default
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

capsyn=$work/limit-target/release/capsyn
[ -s "$work/modbus.pcap" ] || "$capsyn" modbus "$work/modbus.pcap" "${MODBUS:-5000000}" 2>/dev/null
[ -s "$work/flows.pcap" ] || "$capsyn" flows "$work/flows.pcap" "${FLOWS:-1000000}" 2>/dev/null

wall() { # seconds by the clock and CPU seconds of a command with what it starts
  local TIMEFORMAT='%R %U %S'
  { time "$@" >"$work/out" 2>"$work/err"; } 2>&1 | awk '{ printf "%.3f %.3f\n", $1, $2 + $3 }'
}

beside() { # a capture beside the reference walk: alternating runs on one thread, then on two
  local name=$1 capture=$2 most=$3 expected seen
  : >"$work/walk.txt"; : >"$work/ours.txt"; : >"$work/two.txt"
  for _ in $(seq "$runs"); do
    cpu "$walk" "$capture" >>"$work/walk.txt"; expected=$(packets)
    wall "$ringwall" discover --summary --json --threads 1 "$capture" >>"$work/ours.txt"; seen=$(packets)
    [ "$expected" = "$seen" ] || { echo "the runs do not count: $seen packets read, $expected walked"; exit 1; }
    wall "$ringwall" discover --summary --json --threads 2 "$capture" >>"$work/two.txt"; seen=$(packets)
    [ "$expected" = "$seen" ] || { echo "the runs do not count: $seen packets read on two threads"; exit 1; }
  done
  local reference one one_wall two two_wall
  reference=$(least <"$work/walk.txt")
  one=$(awk '{ print $2 }' "$work/ours.txt" | least); one_wall=$(awk '{ print $1 }' "$work/ours.txt" | least)
  two=$(awk '{ print $2 }' "$work/two.txt" | least); two_wall=$(awk '{ print $1 }' "$work/two.txt" | least)
  echo "$name: $expected packets; least of $runs alternating runs"
  awk -v a="$one" -v b="$reference" -v n="$expected" -v most="$most" -v w="$one_wall" -v a2="$two" -v w2="$two_wall" 'BEGIN {
    printf "  reference walk      %7.3f s CPU %6.1f ns/packet\n", b, b / n * 1e9
    printf "  discover --summary  %7.3f s CPU %6.1f ns/packet  %.2f times the walk (at most %s)\n", a, a / n * 1e9, a / b, most
    printf "  on two threads      %7.3f s CPU %.2f of one thread (at most 1.2), by the clock %.2f of it (at most 0.62)\n", a2, a2 / a, w2 / w }'
}

beside "mixed capture" "$big" 3.3
beside "Modbus polling" "$work/modbus.pcap" 3
beside "many flows" "$work/flows.pcap" 3
if command -v tshark >/dev/null; then
  [ -s "$work/million.pcap" ] || editcap -F pcap -r "$big" "$work/million.pcap" 1-1000000
  t=$(cpu tshark -n -q -r "$work/million.pcap" -z conv,tcp)
  o=$(cpu "$ringwall" discover --summary --json --threads 1 "$work/million.pcap")
  awk -v t="$t" -v o="$o" 'BEGIN {
    printf "first million packets: tshark -n -q -z conv,tcp %.2f s, discover --summary %.2f s: %.0f times less CPU\n", t, o, t / o }'
fi
