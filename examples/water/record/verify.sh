#!/bin/bash
# Checks with tshark that the captures hold exactly the planted faults and the look-alikes, and prints where (Markdown).
#
#   verify.sh [FOLDER]    default: ../captures; exit 1 if anything is missing or too much
set -uo pipefail
# shellcheck source=../../record/verify-common.sh
. "$(dirname "$0")/../../record/verify-common.sh"
cd "${1:-$(dirname "$0")/../captures}" || exit 2
FILES="scada dmz apn works"

checks() {
heading 'Planted faults'
table '1. A completed Telnet log-in on `r-north` from `scada-eng`, over the cellular network'
IN='ip.src == 10.51.2.1 && telnet.data'
for file in scada apn; do
    expect $file 1 'tcp.flags == 0x002 && tcp.dstport == 23 && ip.dst == 10.51.2.1' 'the connection'
    expect $file 1 "$IN contains \"login: \"" 'the log-in prompt'
    expect $file 1 "$IN contains \"Password: \"" 'the password prompt'
    expect $file 2 "$IN contains \"r-north\$ \"" 'the prompt of the shell (after log-in, after the command)'
done

table '2. An undeclared Modbus write from `jump-1` into `plc-north`, accepted'
WRITE='modbus.func_code in {5, 6, 15, 16, 22, 23}'
for file in dmz scada apn; do
    expect $file 1 "modbus.func_code == 6 && ip.src == 10.50.2.10 && ip.dst == 10.51.2.10" 'the request'
    expect $file 1 "modbus.func_code == 6 && ip.src == 10.51.2.10 && ip.dst == 10.50.2.10 && !modbus.exception_code" 'its acceptance'
done

table '3. `scada-eng` gets its time from `office-ntp`, in the business network'
for file in scada dmz; do
    expect $file + 'ntp.flags.mode == 4 && ntp.stratum == 1 && ip.src == 10.60.0.8 && ip.dst == 10.50.1.20' 'time, answered'
    expect $file 0 'ntp && ip.addr == 10.60.0.8 && !(ip.addr == 10.50.1.20)' 'time for another'
done

table '4. A setting of `r-chamber` changed by SNMP version 2c'
for file in scada apn; do
    expect $file 1 'snmp.version == 1 && snmp.data == 3' 'the set'
    expect $file 1 'snmp.data == 2 && ip.src == 10.51.3.1' 'its acceptance'
done

table '5. One SSH host key on `rtu-hill` and `panel-works`'
for file in scada apn; do
    expect $file 1 'ssh.message_code == 31 && ip.src == 10.51.1.10' 'host key of `rtu-hill`'
    expect $file 1 'ssh.message_code == 31 && ip.src == 10.51.4.20' 'host key of `panel-works`'
done

heading 'Look-alikes, which must raise nothing'
table 'a. Unsolicited reports of `rtu-hill`'
for file in scada apn; do expect $file + 'dnp3.al.func == 130' 'unsolicited responses'; done

table 'b. IEC 60870-5-104 over TLS with certificates on both sides'
for file in scada apn; do
    expect $file 2 'tls.handshake.type == 11' 'certificates, of both'
    expect $file 1 'tls.handshake.type == 2 && tls.handshake.version == 0x0303' '`ServerHello`, TLS 1.2'
    expect $file + 'tls.app_data && ip.src == 10.51.3.10' 'application data of `rtu-chamber`'
    expect $file 0 'tcp.port == 2404' 'the same without TLS'
done

table 'c. A stranger in the cellular network, not answered'
expect apn + 'tcp.flags == 0x002 && ip.src == 100.72.0.77' 'connections tried'
expect apn 0 'ip.dst == 100.72.0.77' 'an answer'

table 'd. A trap of SNMP version 2c, which lets nobody in'
for file in scada apn; do expect $file 1 'snmp.data == 7 && ip.src == 10.51.4.1 && ip.dst == 10.50.1.30' 'the trap of `r-works`'; done

table 'e. A public page without log-in'
expect dmz 1 'http.request.method == "GET" && ip.src == 10.60.5.10 && ip.dst == 10.50.2.20' 'request of `office-pc`'
expect dmz 1 'http.response.code == 200 && ip.src == 10.50.2.20' 'the page of `report-1`'

table 'f. A contractor who comes over the jump host'
expect dmz + 'ssh && ip.addr == 203.0.113.50 && ip.addr == 10.50.2.10' 'SSH `contractor` to `jump-1`'
expect dmz + 'ssh && ip.src == 10.50.2.10 && ip.dst == 10.50.1.20' 'SSH `jump-1` to `scada-eng`'
expect scada + 'ssh && ip.addr == 10.50.2.10 && ip.addr == 10.50.1.20' 'the same in the control centre'
expect scada 0 'ip.addr == 203.0.113.0/24' 'the contractor in the control centre'

heading 'Normal traffic'
table 'Some of it, to find the place'
expect scada + "$WRITE && ip.src == 10.50.1.10 && ip.dst == 10.51.2.10" 'writes of `scada-1` into `plc-north`'
expect works + "$WRITE && ip.src == 10.51.4.20 && ip.dst == 10.51.4.10" 'writes of `panel-works` into `plc-dosing`'
expect works + 'modbus.func_code == 4 && ip.src == 10.51.4.10 && ip.dst == 10.51.5.10' '`plc-dosing` reads `sis-dosing`'
expect works 0 "$WRITE && ip.addr == 10.51.5.10" 'a write into `sis-dosing`'
expect scada + 'modbus && ip.addr == 10.51.4.10' '`scada-1` reads `plc-dosing`'
expect scada + 'dnp3.al.func == 3 || dnp3.al.func == 4' 'select and operate of `scada-1` in `rtu-hill`'
for client in 10.50.1.10 10.50.1.30; do
    expect scada + "ntp.flags.mode == 4 && ntp.stratum == 1 && ip.src == 10.50.1.8 && ip.dst == $client" 'time, answered'
done

table 'Nothing else (rows appear here only when the recording is wrong)'
for file in $FILES; do
    expect $file 0 'modbus.exception_code || icmp || ipv6 || ftp || frame.len > 1514' 'unwanted'
    expect $file 0 'snmp && !(snmp.data in {2, 3, 7})' 'another SNMP message'
    expect $file 0 'tcp.analysis.lost_segment || tcp.analysis.ack_lost_segment || _ws.malformed' 'lost or malformed'
    expect $file 0 'ntp.flags.mode == 4 && ntp.stratum > 15' 'a time server that is not synchronised'
    expect $file 0 'tls.handshake.type == 2 && tls.handshake.version < 0x0303' 'TLS before version 1.2'
done
expect dmz 0 'ip.addr == 10.51.0.0/16 && !(ip.addr == 10.50.2.10 && ip.addr == 10.51.2.10)' 'an outstation in the DMZ'
}

# shellcheck disable=SC2086
verify $FILES
