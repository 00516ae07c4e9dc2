#!/usr/bin/env bash
# The main job on the example plant: assess it, write the page, hold both examples against what is planted, say what to try next.
set -euo pipefail
ringwall=$1
page=target/refinery.html
rm -f "$page"
# The example's statements were made in 2026; judged at a fixed instant, the demo shows the same picture in any year.
at=2026-12-01T00:00:00Z
"$ringwall" assess examples/refinery --at "$at" --html "$page"
echo
# What the one recorded configuration of a firewall permits.
"$ringwall" conduits examples/refinery --at "$at"
echo
# Precision and recall: what is planted in both examples (record/planted.toml), beside what is raised on them.
"$(dirname "$ringwall")/xtask" examples "$ringwall"
cat <<TXT

The page with every verdict down to its frame: $page

Try next:
  $ringwall explain "SR 2.1 RE 1"                          what a requirement asks, in plain words
  $ringwall draw examples/refinery -o target/refinery.svg   its zones and conduits as a drawing (docs/gallery)
  $ringwall generate examples/refinery --point fw-dmz --dialect nftables --present examples/refinery/firewalls/fw-dmz.nft -o target/fw-dmz.nft
                                                            what that firewall should be, and what loading it would change
  $ringwall discover examples/refinery/captures            what the wires alone show
  $ringwall assess examples/refinery --at 2036-12-01       ten years later: nothing is higher
  $ringwall check examples/refinery                        the declaration against IEC 62443-3-2
Declare the write of ews-1 into sis-logic, and watch its violation go:
  cp -r examples/refinery target/mine && cat >> target/mine/plant.toml <<'END'

[[conduits.sis-to-bpcs.allow]]
protocol = "modbus"
operations = ["write"]
initiator = ["ews-1"]
responder = ["sis-logic"]
END
  $ringwall assess target/mine --at $at
TXT
