# What the verify.sh of all examples share: it sources this file, defines `checks`, and ends with `verify FILE...`.
#
# shellcheck shell=bash
BAD=0
PASS=collect
ANSWERS=$(mktemp -d)
trap 'rm -rf "$ANSWERS"' EXIT

key() { printf '%s\n%s' "$1" "$2" | md5sum | cut -d' ' -f1; }
frames() {    # file, filter: frame numbers; collected first, then asked of several tsharks at a time
    local key
    key=$(key "$1" "$2")
    if [ $PASS = collect ]; then printf '%s\0%s\0%s\0' "$1" "$2" "$key" >> "$ANSWERS/questions"; else cat "$ANSWERS/$key"; fi
}
ask_all() {
    # shellcheck disable=SC2016
    xargs -0 -n 3 -P "$(nproc)" sh -c 'tshark -n -r "$1.pcapng" -Y "$2" -T fields -e frame.number > "$0/$3" 2> "$0/$3.error" ||
        { echo "verify.sh: tshark refuses $2" >&2; cat "$0/$3.error" >&2; }' "$ANSWERS" < "$ANSWERS/questions"
}
brief() { awk 'NR <= 12 { printf "%s%s", sep, $1; sep = ", " } END { if (NR > 12) printf " … (%d frames)", NR }'; }
expect() {    # file, how many (a number, or + for some), filter, what
    local found number verdict=ok
    [ $PASS = print ] || { frames "$1" "$3"; return; }
    found=$(frames "$1" "$3")
    number=$(printf '%s' "$found" | grep -c .)
    if [ "$2" = + ]; then [ "$number" -gt 0 ] || verdict=BAD; else [ "$number" = "$2" ] || verdict=BAD; fi
    [ $verdict = ok ] || BAD=1
    [ $verdict = ok ] || echo "verify.sh: $1.pcapng: $4: expected $2 of '$3', found $number" >&2
    if [ "$2" != 0 ] || [ $verdict = BAD ]; then
        echo "| \`$1.pcapng\` | $4 | $(printf '%s\n' "$found" | brief) | \`${3//|/\\|}\` |$([ $verdict = ok ] || echo " **BAD**")"
    fi
}
heading() { [ $PASS = collect ] || printf '\n## %s\n' "$1"; }
table() { [ $PASS = collect ] || printf '\n%s\n\n| file | what | frames | tshark filter |\n| --- | --- | --- | --- |\n' "$1"; }

files_table() {    # file...
    local file times from to number
    cat << 'TEXT'
# The captures of this example

Written by `../record/verify.sh`, which `../record/record.sh` runs after every recording. Frame numbers are those of tshark. What
is recorded, by which programs, is told in [`../record/README.md`](../record/README.md).

| file | from (UTC) | to (UTC) | frames | bytes | SHA-256 |
| --- | --- | --- | --- | --- | --- |
TEXT
    for file in "$@"; do
        times=$(tshark -n -r "$file.pcapng" -T fields -e frame.time_epoch 2> /dev/null | awk 'NR == 1 { a = $1 } { b = $1 } END { printf "%d %d %d", a, b + 1, NR }')
        read -r from to number <<< "$times"
        echo "| \`$file.pcapng\` | $(date -u -d "@$from" '+%F %T') | $(date -u -d "@$to" '+%F %T') | $number | $(stat -c %s "$file.pcapng") | \`$(sha256sum < "$file.pcapng" | cut -d' ' -f1)\` |"
    done
}
certificates_table() {    # file...
    local file frame list der
    printf '\n## Certificates on the wire\n\n| file | frame | subject, validity | SHA-256 of the DER form |\n| --- | --- | --- | --- |\n'
    for file in "$@"; do
        tshark -n -r "$file.pcapng" -Y 'tls.handshake.type == 11' -T fields -e frame.number -e tls.handshake.certificate 2> /dev/null |
            while IFS=$'\t' read -r frame list; do
                for der in ${list//,/ }; do
                    python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.argv[1]))' "$der" |
                        openssl x509 -inform DER -noout -subject -startdate -enddate -fingerprint -sha256 -nameopt oneline,-space_eq 2> /dev/null |
                        awk -F= -v head="| \`$file.pcapng\` | $frame" '
                            /^subject/ { sub(/^subject=/, ""); s = $0 }
                            /^notBefore/ { a = $2 } /^notAfter/ { b = $2 }
                            /ingerprint/ { gsub(/:/, "", $2); print head " | " s "; " a " to " b " | `" tolower($2) "` |" }'
                done
            done
    done
}
verify() {    # file...
    local file
    for file in "$@"; do [ -r "$file.pcapng" ] || { echo "verify.sh: $file.pcapng is missing" >&2; exit 1; }; done
    checks; ask_all
    PASS=print
    files_table "$@"; checks; certificates_table "$@"
    echo
    [ $BAD = 0 ] && echo 'All as it should be.' || echo '**Not as it should be.**'
    exit $BAD
}
