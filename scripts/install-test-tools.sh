#!/usr/bin/env bash
# What the tests need beside Rust: tshark, which confirms witness frames and compares counts; with the argument "browser" also Chromium, in
# which the drawing is compared with its picture (by make soak: it is ten times as large as everything else the tests need). Installs them from
# Debian when run as root; otherwise the tests that need them say so.
set -euo pipefail
wanted=(tshark)
[ "${1:-}" = browser ] && wanted+=(chromium)
missing=()
for tool in "${wanted[@]}"; do command -v "$tool" >/dev/null || missing+=("$tool"); done
[ "${#missing[@]}" -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
else
  echo "${missing[*]} not here and cannot be installed: tests that need them will be skipped" >&2
fi
