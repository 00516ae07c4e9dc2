#!/usr/bin/env bash
# The laws with their full counts; writes date, commit and figures to docs/soak.md, a section a part. Parts can be asked for by
# name, the sections of the others stay: soak.sh RINGWALL [laws | kernel | hostile | wire | coverage | endless | fuzz]...
set -euo pipefail
shift # the program stands where the parts look for it
parts=${*:-laws kernel hostile wire coverage endless fuzz}
cases=${RINGWALL_SOAK_CASES:-20000}
page=docs/soak.md
folder=target/soak
mkdir -p "$folder"
failed=()

title() { # of a part's section
  case $1 in
    laws) echo "Laws over random and mutated inputs" ;;
    kernel) echo "Rulesets loaded into the kernel, packets really sent, its decisions beside ours" ;;
    hostile) echo "Streams made to cost a reader much, through a pipe" ;;
    wire) echo "A capture sent over a wire and watched there, beside what is read from the file" ;;
    coverage) echo "Lines of each protocol's folder that its own cases run" ;;
    endless) echo "A stream that never repeats itself, with the memory of who reads it by time" ;;
    fuzz) echo "Fuzzing of what must hold of readers whatever bytes they are given" ;;
    *) return 1 ;;
  esac
}

said() { # what a part prints, kept as it comes; a part that fails is remembered, and the others go on
  local part=$1
  shift
  "$@" 2>&1 | tee "$folder/$part.txt" || failed+=("$part")
}

laws() { # with their full counts instead of the reduced ones of `make test`
  export RINGWALL_SOAK_CASES=$cases PROPTEST_CASES=$cases
  cargo test --release --locked --workspace --no-fail-fast >"$folder/laws.log" 2>&1 || failed+=(laws)
  count() { grep -oE "[0-9]+ $1" "$folder/laws.log" | awk '{ n += $1 } END { print n + 0 }'; }
  echo "$cases cases a law: $(count passed) tests passed, $(count failed) failed" | tee "$folder/laws.txt"
}

section() { # what the page says of a part: anew where it was run now, else as before
  local text
  text=$(title "$1")
  if [ -f "$folder/$1.new" ]; then
    printf '## %s\n\n%s\n\n' "$text" "$(cat "$folder/$1.new")"
    sed 's/^/    /' "$folder/$1.txt"
    echo
  elif [ -f "$page" ]; then
    awk -v head="## $text" '/^## / { on = $0 == head } on' "$page"
  fi
}

rm -f "$folder"/*.new
for part in $parts; do
  title "$part" >/dev/null || { echo "no part $part: laws, kernel, hostile, wire, coverage, endless, fuzz" >&2; exit 2; }
  SECONDS=0
  case $part in
    laws) laws ;;
    kernel) said kernel cargo xtask kernel "${RINGWALL_SOAK_DECISIONS:-1000000}" ;;
    hostile) said hostile cargo xtask hostile "${RINGWALL_SOAK_PACKETS:-5000000}" ;;
    wire) said wire cargo xtask wire ;;
    coverage) said coverage cargo xtask coverage ;;
    endless) said endless cargo xtask hostile --endless "${RINGWALL_SOAK_GIB:-50}" ;;
    fuzz) said fuzz cargo xtask fuzz --seconds "${RINGWALL_SOAK_FUZZ:-7200}" --coverage ;;
  esac
  echo "$(date -u +%F), commit $(git rev-parse --short HEAD), $((SECONDS / 60)) minutes by the clock:" >"$folder/$part.new"
done
{
  printf '# Soak\n\nWritten by `make soak`, or part by part (`make soak PARTS="endless fuzz"`): what `make test` looks at in less.\n\n'
  for part in laws kernel hostile wire coverage endless fuzz; do section "$part"; done
} >"$folder/page.md"
cp "$folder/page.md" "$page"
cat "$page"
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
