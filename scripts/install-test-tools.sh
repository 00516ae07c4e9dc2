#!/usr/bin/env bash
# What the tests need beside Rust: tshark, which confirms witness frames and compares counts. Installs it from Debian when run as root;
# otherwise the tests that need it say so.
set -euo pipefail
command -v tshark >/dev/null && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends tshark </dev/null >/dev/null
else
  echo "tshark is not here and cannot be installed: tests that confirm frames with it will be skipped" >&2
fi
