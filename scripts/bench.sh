#!/usr/bin/env bash
# Reading beside the reference walk, as a ratio of CPU time: alternating runs, least of seven, counted only when all saw the
# same packets; of a mixed capture, of small frames in few flows, of many flows, on one thread and on two, with peak memory.
# Then what other programs take for the same captures: tshark for the first million packets, ndpiReader and softflowd for all.
# Parts can be asked for by name: bench.sh RINGWALL [mixed | modbus | flows | others]... Needs the reference walk and its capture
# maker (RINGWALL_BENCH, default ../shared/bench) and foreign captures (RINGWALL_CORPUS); tshark and tcpreplay from Debian, and
# for the others libndpi-bin and softflowd.
set -euo pipefail
export PATH=$PATH:/usr/sbin
ringwall=$(realpath "$1")
shift
parts=${*:-mixed modbus flows others}
bench=${RINGWALL_BENCH:-../shared/bench}
corpus=${RINGWALL_CORPUS:-../shared/corpus}
runs=${RUNS:-7}
if [ ! -d "$bench/limit" ] || [ ! -d "$corpus/captures" ]; then
  echo "skipped: no reference walk at $bench, or no captures at $corpus"
  exit 0
fi
work=target/bench
mkdir -p "$work"
built=$work/limit-target/release
if [ ! -x "$built/flowrd" ] || [ ! -x "$built/capsyn" ]; then
  rm -rf "$work/limit"
  cp -r --no-preserve=mode "$bench/limit" "$work/limit"
  printf '\n[workspace]\n' >>"$work/limit/Cargo.toml" # it lies below this workspace and is none of its members
  CARGO_TARGET_DIR="$work/limit-target" cargo build --release --quiet --manifest-path "$work/limit/Cargo.toml" 2>"$work/limit.log" || { cat "$work/limit.log"; exit 1; }
fi

peak=() # what measures peak memory, where it is here
[ -x /usr/bin/time ] && peak=(/usr/bin/time -q -f "peak %M KiB" -o "$work/peak")
wall() { # seconds by the clock, CPU seconds and peak memory in KiB of a command with what it starts; its output in $work/out
  local TIMEFORMAT='%R %U %S' taken
  : >"$work/peak"
  taken=$({ time "${peak[@]}" "$@" >"$work/out" 2>"$work/err"; } 2>&1) || { cat "$work/err" >&2; return 1; }
  echo "$taken $(grep -oE '[0-9]+' "$work/peak" || echo 0)" | awk '{ printf "%.3f %.3f %d\n", $1, $2 + $3, $4 }'
}
packets() { grep -oE 'packets=[0-9]+|"total": *[0-9]+' "$work/out" | head -1 | grep -oE '[0-9]+'; }
least() { sort -n | head -1; }
column() { awk -v n="$1" '{ print $n }' "$2"; }

mixed() { # the path of the mixed capture, made where it is not there
  local big=${BIG:-$work/big.pcap}
  if [ ! -s "$big" ]; then
    for tool in tcprewrite mergecap; do
      command -v "$tool" >/dev/null || { echo "skipped: $tool is not here (Debian: tcpreplay, tshark)" >&2; return 1; }
    done
    bash "$bench/make-big.sh" "$big" 1024 "$corpus/captures" >&2
  fi
  echo "$big"
}
made() { # a capture of capsyn's: its kind, and how many packets or flows
  local capture=$work/$1-$2.pcap
  [ -s "$capture" ] || "$built/capsyn" "$1" "$capture" "$2" 2>/dev/null
  echo "$capture"
}

beside() { # a capture beside the reference walk: alternating runs on one thread, then on two
  local name=$1 capture=$2 most=$3 flows=$4 expected seen
  : >"$work/walk.txt"; : >"$work/ours.txt"; : >"$work/two.txt"
  cat "$capture" >/dev/null # so that the first run does not wait for the disk
  for _ in $(seq "$runs"); do
    wall "$built/flowrd" "$capture" >>"$work/walk.txt"; expected=$(packets)
    wall "$ringwall" discover --summary --json --threads 1 "$capture" >>"$work/ours.txt"; seen=$(packets)
    [ "$expected" = "$seen" ] || { echo "the runs do not count: $seen packets read, $expected walked"; exit 1; }
    wall "$ringwall" discover --summary --json --threads 2 "$capture" >>"$work/two.txt"; seen=$(packets)
    [ "$expected" = "$seen" ] || { echo "the runs do not count: $seen packets read on two threads"; exit 1; }
  done
  local reference one one_wall two two_wall most_kib
  reference=$(column 2 "$work/walk.txt" | least)
  one=$(column 2 "$work/ours.txt" | least); one_wall=$(column 1 "$work/ours.txt" | least)
  two=$(column 2 "$work/two.txt" | least); two_wall=$(column 1 "$work/two.txt" | least)
  most_kib=$(column 3 "$work/ours.txt" | least)
  echo "$name: $expected packets; least of $runs alternating runs"
  awk -v a="$one" -v b="$reference" -v n="$expected" -v most="$most" -v w="$one_wall" -v a2="$two" -v w2="$two_wall" -v k="$most_kib" -v flows="$flows" 'BEGIN {
    printf "  reference walk      %7.3f s CPU %6.1f ns/packet\n", b, b / n * 1e9
    printf "  discover --summary  %7.3f s CPU %6.1f ns/packet  %.2f times the walk (at most %s)\n", a, a / n * 1e9, a / b, most
    printf "  on two threads      %7.3f s CPU %.2f of one thread (at most 1.2), by the clock %.2f of it (at most 0.62)\n", a2, a2 / a, w2 / w
    if (k > 0) printf "  peak memory         %7.1f MiB, where 64 MB and 600 bytes a flow are %.1f\n", k / 1024, (64e6 + 600 * flows) / 1048576 }'
}

# Flows of the mixed capture, as make-big.sh counts them.
flows_of_mixed=${MIXED_FLOWS:-409796}
others() { # what other programs take for the mixed capture
  local big million t o n s
  big=$(mixed) || return 0
  o=$(wall "$ringwall" discover --summary --json --threads 1 "$big" | column 2 -)
  printf 'the mixed capture whole: discover --summary %.2f s CPU\n' "$o"
  if command -v ndpiReader >/dev/null; then
    n=$(wall ndpiReader -q -i "$big" | column 2 -)
    awk -v n="$n" -v o="$o" 'BEGIN { printf "  ndpiReader -q %.2f s: %.1f times discover\n", n, n / o }'
  fi
  if command -v softflowd >/dev/null; then
    s=$(wall softflowd -r "$big" -d -m 2000000 -c none -p "$work/softflowd.pid" | column 2 -)
    awk -v s="$s" -v o="$o" 'BEGIN { printf "  softflowd -r %.2f s: %.1f times discover\n", s, s / o }'
  fi
  if command -v tshark >/dev/null; then
    million=$work/million.pcap
    [ -s "$million" ] || editcap -F pcap -r "$big" "$million" 1-1000000
    t=$(wall tshark -n -q -r "$million" -z conv,tcp | column 2 -)
    o=$(wall "$ringwall" discover --summary --json --threads 1 "$million" | column 2 -)
    awk -v t="$t" -v o="$o" 'BEGIN {
      printf "first million packets: tshark -n -q -z conv,tcp %.2f s, discover --summary %.2f s: %.0f times less CPU\n", t, o, t / o }'
  fi
}

for part in $parts; do
  case $part in
    mixed) if big=$(mixed); then beside "mixed capture" "$big" 3.3 "$flows_of_mixed"; fi ;;
    modbus) beside "Modbus polling" "$(made modbus "${MODBUS:-5000000}")" 3 1000 ;;
    flows) beside "many flows" "$(made flows "${FLOWS:-1000000}")" 3 "${FLOWS:-1000000}" ;;
    others) others ;;
    *) echo "no part $part: mixed, modbus, flows, others" >&2; exit 2 ;;
  esac
done
