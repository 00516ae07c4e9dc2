#!/bin/sh
# A cable between two new network namespaces: s0 in the first sends, w0 in the second is watched, and quiet: without an address, IPv6 and ARP.
# cable.sh NEAR FAR
set -e
ip netns add "$1"
ip netns add "$2"
ip -n "$1" link add s0 type veth peer name w0 netns "$2"
for end in "$1 s0" "$2 w0"; do
  set -- $end
  ip netns exec "$1" sysctl -qw "net/ipv6/conf/$2/disable_ipv6=1"
  ip -n "$1" link set dev "$2" arp off mtu 65535 up
done
