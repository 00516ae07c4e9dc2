#!/bin/sh
# What cargo calls in place of rustc (.cargo/config.toml): optimised builds of this project's crates are guided by
# profile/reading.profdata, which counts how often each branch of the reader was taken (decision 0016). A compiler other
# than the one it was counted with numbers branches otherwise: then, and in builds that count for themselves, it does nothing.
root=${0%/*}/..
case "$CARGO_PKG_NAME:${1##*/}: $* " in
  *"instrument-coverage"* | *"profile-generate"* | *"sancov"*) exec "$@" ;;
  ringwall*:rustc:*" opt-level=3 "*) ;;
  *) exec "$@" ;;
esac
if [ -f "$root/profile/reading.profdata" ] && "$1" -vV | cmp -s - "$root/profile/compiler"; then
  root=$(cd "$root" && pwd)
  # What has changed since is built without it, and need not be told each time.
  exec "$@" "-Cprofile-use=$root/profile/reading.profdata" -Cllvm-args=-no-pgo-warn-mismatch=true
fi
exec "$@"
