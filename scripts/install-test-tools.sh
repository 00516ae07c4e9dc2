#!/usr/bin/env bash
# What the tests need beside Rust: tshark, which confirms witness frames and compares counts; nftables, iptables and iproute2, with which
# random rulesets are loaded into a network namespace; tcpreplay, which sends a capture over a wire that is watched; valgrind, which counts
# instructions; g++, with which fuzzing is built; zeek-script, with which scripts of Zeek are held against the grammar of their language;
# with the argument "browser" also Chromium, in which the drawing is compared with its picture (by make soak: it is ten times as large as
# everything else the tests need). Installs them from Debian when run as root, zeek-script from PyPI, in a place of its own; otherwise the
# tests that need them say so.
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
missing=()
command -v tshark >/dev/null || missing+=(tshark)
command -v nft >/dev/null || missing+=(nftables)
command -v iptables-restore >/dev/null || missing+=(iptables)
command -v ip >/dev/null || missing+=(iproute2)
command -v tcpreplay >/dev/null || missing+=(tcpreplay)
command -v valgrind >/dev/null || missing+=(valgrind)
command -v g++ >/dev/null || missing+=(g++)
command -v sysctl >/dev/null || missing+=(procps)
[ "${1:-}" != browser ] || command -v chromium >/dev/null || missing+=(chromium)
# Debian has no package of it; pip is asked only where it is missing, and a test is skipped where that fails.
zeek_script() {
  command -v zeek-script >/dev/null && return
  [ "$(id -u)" -eq 0 ] && command -v python3 >/dev/null || return
  local at=/opt/zeekscript
  { python3 -m venv "$at" && "$at/bin/pip" install --quiet zeekscript==1.3.6 tree-sitter-zeek==0.2.15 && ln -sf "$at/bin/zeek-script" /usr/local/bin/; } \
    >/dev/null 2>&1 || echo "not here, and cannot be installed: zeek-script; the test that needs it will be skipped" >&2
}
zeek_script || true
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
else
  echo "not here, and cannot be installed: ${missing[*]}; tests that need them will be skipped" >&2
fi
