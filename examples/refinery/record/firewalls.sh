#!/bin/bash
# Records the configuration in ../firewalls from the packet filter of a Linux kernel: loads fw-dmz.nft in a network namespace of
# its own and lists what is in force. Needs root and nftables; leaves nothing behind but the file.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
namespace=ringwall-firewall-$$
trap 'ip netns del "$namespace"' EXIT
ip netns add "$namespace"
ip netns exec "$namespace" nft -f "$HERE/fw-dmz.nft"
listed=$(ip netns exec "$namespace" nft list ruleset)
printf '%s\n' "$listed" > "$HERE/../firewalls/fw-dmz.nft"
