#!/usr/bin/env bash
# The pictures of docs/gallery, drawn anew: the example plants, Westermo's network and three random plants, each as wide as a page of A3
# at 100 dots an inch and as a screen of 1366 by 768 shows it.
set -euo pipefail
ringwall=$1
gallery=docs/gallery
at=2026-12-01T00:00:00Z
draw() { # NAME PLANT [OPTIONS]
  local name=$1 plant=$2
  shift 2
  for size in a3:1654 screen:1086; do
    rm -f "$gallery/$name-${size%:*}.png"
    "$ringwall" draw "$plant" --at "$at" --width "${size#*:}" -o "$gallery/$name-${size%:*}.png" "$@"
  done
}
draw refinery examples/refinery
draw refinery-levels examples/refinery --layer levels
draw water examples/water
draw water-disagreements examples/water --layer disagreements --level counts
draw westermo docs/gallery/westermo
for seed in 5:7:45:9:assets 1:12:90:18:assets 3:30:500:60:counts; do
  IFS=: read -r number zones assets conduits level <<<"$seed"
  for size in a3:1654 screen:1086; do
    cargo run --release --quiet --locked --package ringwall-render --example random_drawing -- \
      "$number" "$zones" "$assets" "$conduits" "$level" "${size#*:}" "$gallery/random-$zones-${size%:*}.png"
  done
done
