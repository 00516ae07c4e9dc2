#!/bin/bash
# Checks with tshark that the captures hold exactly the planted faults and the look-alikes, and prints where (Markdown).
#
#   verify.sh [FOLDER]    default: ../captures; exit 1 if anything is missing or too much
set -uo pipefail
cd "${1:-$(dirname "$0")/../captures}" || exit 2
BAD=0

frames() {    # file, filter: frame numbers
    tshark -r "$1.pcapng" -Y "$2" -T fields -e frame.number 2> /dev/null
}
brief() { awk 'NR <= 12 { printf "%s%s", sep, $1; sep = ", " } END { if (NR > 12) printf " … (%d frames)", NR }'; }
expect() {    # file, how many (a number, or + for some), filter, what
    local found number
    found=$(frames "$1" "$3"); number=$(printf '%s' "$found" | grep -c .)
    local verdict=ok
    if [ "$2" = + ]; then [ "$number" -gt 0 ] || verdict=BAD; else [ "$number" = "$2" ] || verdict=BAD; fi
    [ $verdict = ok ] || BAD=1
    [ $verdict = ok ] || echo "verify.sh: $1.pcapng: $4: expected $2 of '$3', found $number" >&2
    if [ "$2" != 0 ] || [ $verdict = BAD ]; then
        echo "| \`$1.pcapng\` | $4 | $(printf '%s\n' "$found" | brief) | \`${3//|/\\|}\` |$([ $verdict = ok ] || echo " **BAD**")"
    fi
}
table() { printf '\n%s\n\n| file | what | frames | tshark filter |\n| --- | --- | --- | --- |\n' "$1"; }

cat << 'TEXT'
# The captures of this example

Written by `../record/verify.sh`, which `../record/record.sh` runs after every recording. Frame numbers are those of tshark. What
is recorded, by which programs, is told in [`../record/README.md`](../record/README.md).

| file | from (UTC) | to (UTC) | frames | bytes | SHA-256 |
| --- | --- | --- | --- | --- | --- |
TEXT
for file in sis control dmz corporate; do
    [ -r $file.pcapng ] || { echo "$file.pcapng is missing"; exit 1; }
    times=$(tshark -r $file.pcapng -T fields -e frame.time_epoch 2> /dev/null | awk 'NR == 1 { a = $1 } { b = $1 } END { printf "%d %d %d", a, b + 1, NR }')
    read -r from to number <<< "$times"
    echo "| \`$file.pcapng\` | $(date -u -d "@$from" '+%F %T') | $(date -u -d "@$to" '+%F %T') | $number | $(stat -c %s $file.pcapng) | \`$(sha256sum < $file.pcapng | cut -d' ' -f1)\` |"
done

printf '\n## Planted faults\n'
table '1. An undeclared Modbus write from `ews-1` into `sis-logic`, accepted'
WRITE='modbus.func_code in {5, 6, 15, 16, 22, 23}'
for file in sis control; do
    expect $file 1 "modbus.func_code == 6 && ip.src == 10.10.3.30 && ip.dst == 10.10.1.10" 'the request'
    expect $file 1 "modbus.func_code == 6 && ip.src == 10.10.1.10 && ip.dst == 10.10.3.30 && !modbus.exception_code" 'its acceptance'
    expect $file 0 "$WRITE && ip.addr == 10.10.1.10 && !(ip.addr == 10.10.3.30)" 'another write into sis-logic'
    expect $file 0 "modbus && ip.addr == 10.10.3.30 && !(modbus.func_code == 6)" 'more from ews-1'
done

table '2. A completed Telnet log-in on `sw-1` from `hmi-1`'
IN='ip.src == 10.10.3.2 && telnet.data'
expect control 1 'tcp.flags == 0x002 && tcp.dstport == 23 && ip.dst == 10.10.3.2' 'the connection'
expect control 1 "$IN contains \"login: \"" 'the log-in prompt'
expect control 1 "$IN contains \"Password: \"" 'the password prompt'
expect control 2 "$IN contains \"sw-1\$ \"" 'the prompt of the shell (after log-in, after the command)'
expect control 1 "$IN contains \"port 3: up\"" 'the output of the command'
expect control 1 'tcp.flags.fin == 1 && tcp.port == 23 && ip.src == 10.10.3.2' 'the end, by `sw-1`, after `exit`'

table '3. A far-side frame on the near side of the diode'
FAR='ip.src == 10.20.1.7 || ip.src == 10.20.1.50 || arp.src.proto_ipv4 == 10.20.1.0/24 || eth.src == 18:66:da:20:01:07 || eth.src == 00:1b:21:20:01:32'
expect control 3 "$FAR" 'datagrams of `historian`, which came over a cable past the diode'
expect dmz 3 'ip.src == 10.20.1.7 && ip.dst == 10.10.3.50' 'the same in the far network'
expect control 0 'ip.addr == 10.20.1.7 && ip.src == 10.10.3.0/24' 'an answer'

table '4. An expired certificate over which data flowed'
for file in dmz corporate; do
    expect $file 1 'tls.handshake.type == 1 && ip.dst == 10.20.1.7' '`ClientHello` of `corp-client`'
    expect $file 1 'tls.handshake.type == 11 && ip.src == 10.20.1.7 && x509af.utcTime == "2025-03-01 00:00:00 (UTC)"' \
        'the certificate of `historian`, which ended on 2025-03-01'
    expect $file 1 'tls.app_data && ip.dst == 10.20.1.7' 'application data to `historian`'
    expect $file 1 'tls.app_data && ip.src == 10.20.1.7' 'application data from `historian`'
done

printf '\n## Look-alikes, which must raise nothing\n'
table 'a. Telnet from `ews-1` to `plc-102`, refused'
expect control 1 'tcp.dstport == 23 && ip.dst == 10.10.3.5 && tcp.flags.syn == 1' 'SYN'
expect control 1 'tcp.srcport == 23 && ip.src == 10.10.3.5 && tcp.flags.reset == 1' 'RST'
expect control 2 'tcp.port == 23 && ip.addr == 10.10.3.5' 'nothing else'

table 'b. The pinned, self-signed certificate of `broker`'
for file in dmz corporate; do
    expect $file 2 'tls.handshake.type == 11 && ip.src == 10.20.1.9' 'the certificate, in TLS 1.2'
    expect $file 3 'tls.handshake.type == 2 && ip.src == 10.20.1.9' '`ServerHello` of all sessions'
    expect $file 1 'tls.handshake.extensions.supported_version == 0x0304 && tls.handshake.type == 2' 'the session of TLS 1.3'
    expect $file + 'tls.app_data && ip.addr == 10.20.1.9' 'application data'
done

table 'c. Addresses of the public range that are declared internal'
expect control + 'modbus && ip.addr == 198.51.100.12 && ip.addr == 198.51.100.20' '`hmi-1` polls `analyser`'
expect control + 'modbus && ip.addr == 198.51.100.12 && ip.addr == 198.51.100.40' '`collector` polls `analyser`'

table 'd. TCP of the diode'\''s sending half, on its own side'
expect control + 'tcp.port == 5140 && data && ip.dst == 10.10.3.50' '`collector` to `diode-tx`'
expect control + 'tcp.port == 5140 && data && ip.src == 10.10.3.50' '`diode-tx` answers `collector`'

printf '\n## Normal traffic\n'
table 'Some of it, to find the place'
expect control + 'udp.port == 5140 && ip.src == 10.10.3.50' '`diode-tx` to `diode-rx`, near side'
expect dmz + 'udp.port == 5140 && ip.src == 10.10.3.50' '`diode-tx` to `diode-rx`, far side'
expect control + "$WRITE && ip.addr == 10.10.3.5" 'writes of `hmi-1` into `plc-102`'
expect control + 'modbus.func_code == 43 && ip.src == 10.10.3.5' 'Read Device Identification: `plc-102`'
expect control + 'modbus.func_code == 43 && ip.src == 198.51.100.12' 'Read Device Identification: `analyser`'
expect sis + 'modbus.func_code == 43 && ip.src == 10.10.1.10' 'Read Device Identification: `sis-logic`'
expect control + 's7comm.data.userdata.szl_id == 0x0011' 'S7 module identification: `plc-101`'
expect control + 's7comm.param.func == 0x05' 'S7 WriteVar of `hmi-1` into `plc-101`'
expect control + 'enip.command == 0x0063' 'ListIdentity: `plc-201`'
expect control + 'cip.sc in {0x01, 0x81}' 'Get Attributes All: `plc-201`'
expect control + 'cip.sc == 0x4c' 'Read Tag: `plc-201`'
expect control + 'snmp' 'SNMPv3 (authentication and privacy) of `collector` and `sw-1`'
expect control + 'lldp' 'LLDP of `sw-1`'
expect control + 'ssh && ip.addr == 10.20.1.9' 'SSH `broker` to `ews-1`'
expect dmz + 'ssh' 'the same in the far network'
expect control + 'ssh && ip.addr == 10.10.3.2' 'SSH `ews-1` to `sw-1`'
for client in 10.10.3.2 10.10.3.4 10.10.3.5 10.10.3.6 10.10.3.20 10.10.3.30 10.10.3.40 10.10.3.50; do
    expect control + "ntp.flags.mode == 4 && ntp.stratum == 1 && ip.src == 10.10.3.8 && ip.dst == $client" 'time, answered'
done
for client in 10.10.1.10 10.10.1.20; do
    expect sis + "ntp.flags.mode == 4 && ntp.stratum == 1 && ip.src == 10.10.1.8 && ip.dst == $client" 'time, answered'
done
expect corporate + 'ntp.flags.mode == 4 && ip.dst == 10.30.5.21' 'time, answered'
expect corporate + 'dns.flags.response == 1 && dns.a' 'names'

table 'Nothing else (rows appear here only when the recording is wrong)'
for file in sis control dmz corporate; do
    expect $file 0 'modbus.exception_code || icmp || ipv6 || ftp || http || frame.len > 1514' 'unwanted'
    expect $file 0 'snmp && !(snmp.msgVersion == 3)' 'SNMP before version 3'
    expect $file 0 'tcp.analysis.lost_segment || tcp.analysis.ack_lost_segment || _ws.malformed' 'lost or malformed'
    expect $file 0 'ntp.flags.mode == 4 && ntp.stratum > 15' 'a time server that is not synchronised'
    expect $file 0 'tls.handshake.type == 2 && tls.handshake.version < 0x0303' 'TLS before version 1.2'
    expect $file 0 'tcp.flags.reset == 1 && !(tcp.srcport == 23 && ip.src == 10.10.3.5)' 'a refused connection'
done
expect control 0 'ip.src == 10.10.3.0/24 && ip.dst == 10.20.1.0/24 && !(ip.src == 10.10.3.50 && udp.dstport == 5140) && !(ip.src == 10.10.3.30 && tcp.srcport == 22)' 'out of the control network'
expect control 0 'ip.src == 10.20.1.0/24 && !(ip.src == 10.20.1.9 && tcp.dstport == 22) && !(ip.src == 10.20.1.7 && udp.dstport == 5140)' 'into the control network'
expect control 0 'ip.addr == 10.10.1.0/24 && !(ip.addr == 10.10.1.10 && ip.addr == 10.10.3.20 && modbus.func_code == 3) && !(ip.addr == 10.10.1.10 && ip.addr == 10.10.3.30) && !(tcp.len == 0)' 'between control and safety'

printf '\n## Certificates on the wire\n\n| file | frame | subject, validity | SHA-256 of the DER form |\n| --- | --- | --- | --- |\n'
for file in dmz corporate; do
    tshark -r $file.pcapng -Y 'tls.handshake.type == 11' -T fields -e frame.number -e tls.handshake.certificate 2> /dev/null |
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
echo
[ $BAD = 0 ] && echo 'All as it should be.' || echo '**Not as it should be.**'
exit $BAD
