#!/bin/bash
# Checks with tshark that the captures hold exactly the planted faults and the look-alikes, and prints where (Markdown).
#
#   verify.sh [FOLDER]    default: ../captures; exit 1 if anything is missing or too much
set -uo pipefail
# shellcheck source=../../record/verify-common.sh
. "$(dirname "$0")/../../record/verify-common.sh"
cd "${1:-$(dirname "$0")/../captures}" || exit 2
FILES="sis control dmz corporate skid-a skid-b"

checks() {
heading 'Planted faults'
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
expect control 1 'tcp.flags == 0x002 && tcp.dstport == 23 && ip.src == 10.10.3.20 && ip.dst == 10.10.3.2' 'the connection'
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

table '5. A program written into `plc-103` from `broker`, which is not declared for it'
for file in control dmz; do
    expect $file 2 's7comm.param.func == 0x1a && ip.addr == 10.20.1.9 && ip.addr == 10.10.3.7' 'Request download, accepted'
    expect $file 2 's7comm.param.func == 0x1b && ip.addr == 10.20.1.9' 'the block, fetched by `plc-103`'
    expect $file 2 's7comm.param.func == 0x28 && ip.addr == 10.20.1.9' 'the block put in force'
    expect $file 0 's7comm.param.func in {0x1a, 0x1b, 0x1c, 0x28} && !(ip.addr == 10.20.1.9)' 'another download'
done

heading 'Look-alikes, which must raise nothing'
table 'a. Telnet from `ews-1` to `plc-102`, refused'
expect control 1 'tcp.dstport == 23 && ip.src == 10.10.3.30 && ip.dst == 10.10.3.5 && tcp.flags.syn == 1' 'SYN'
expect control 1 'tcp.srcport == 23 && ip.src == 10.10.3.5 && ip.dst == 10.10.3.30 && tcp.flags.reset == 1' 'RST'
expect control 2 'tcp.port == 23 && ip.addr == 10.10.3.5 && ip.addr == 10.10.3.30' 'nothing else'

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

table 'e. Discovery of `opc-1` without security, then a session that is signed and encrypted'
expect control 2 'opcua.servicenodeid.numeric in {428, 431}' 'GetEndpoints and its answer'
expect control + 'opcua.transport.type == "OPN" && opcua.security.spu contains "Basic256Sha256"' 'the channel with security'
expect control + 'opcua.transport.type == "MSG" && ip.addr == 10.10.3.60' 'messages'
expect control 0 'opcua.servicenodeid.numeric in {461, 467, 631, 673}' 'a session without security'

table 'f. Two skids with one IP plan, each behind its gateway'
expect skid-a + 'modbus && ip.src == 10.10.3.20 && ip.dst == 192.168.0.10' '`hmi-1` reads the controller of skid A, inside'
expect skid-b + 'modbus && ip.src == 10.10.3.20 && ip.dst == 192.168.0.10' '`hmi-1` reads the controller of skid B, inside'
expect control + 'modbus && ip.src == 10.10.3.71' 'the controller of skid A answers, outside'
expect control + 'modbus && ip.src == 10.10.3.76' 'the controller of skid B answers, outside'
expect skid-a + 'modbus && ip.addr == 192.168.0.20' 'the panel of skid A'
expect skid-b + 'modbus && ip.addr == 192.168.0.20' 'the panel of skid B'
expect control 0 'ip.addr == 192.168.0.0/24 || arp.dst.proto_ipv4 == 192.168.0.0/24' 'an inside address outside'

table 'g. `plc-301b` takes over the IP and MAC address of `plc-301a`'
expect control + 'arp.isgratuitous == 1 && arp.src.proto_ipv4 == 10.10.3.80' 'the new owner makes itself known'
expect control + 'arp.isgratuitous == 1 && arp.src.proto_ipv4 == 10.10.3.81' 'the old one comes back as the other'
expect control + 'modbus && ip.src == 10.10.3.80' 'polls of the one address, before and after'

table 'h. The program of `plc-103`, fetched by `backup`'
for file in control dmz; do
    expect $file 2 's7comm.param.func == 0x1d && ip.addr == 10.20.1.30' 'Start upload and its answer'
    expect $file + 's7comm.param.func == 0x1e && ip.addr == 10.20.1.30' 'Upload'
done

table 'i. Unsolicited reports of `skid-a-rtu`'
for file in control skid-a; do expect $file + 'dnp3.al.func == 130' 'unsolicited responses'; done

table 'j. A vendor'\''s laptop inside its permit'
expect control + 'modbus && ip.src == 10.10.9.99 && ip.dst == 10.10.3.5' 'reads of `vendor-laptop`'
expect control 0 "$WRITE && ip.addr == 10.10.9.99" 'a write of it'

table 'k. An alarm leaves as a mail'
for file in control dmz; do
    expect $file 1 'smtp.req.command == "data" && ip.src == 10.10.3.40' '`collector` hands a mail to `mail-relay`'
    expect $file 0 'smtp && tcp.dstport == 25 && !(ip.src == 10.10.3.40)' 'another mail'
done

table 'l. A scan in an approved window'
expect control + 'ip.src == 10.10.9.98 && tcp.flags == 0x002' 'connections tried by `scanner`'
expect control + 'ip.dst == 10.10.9.98 && tcp.flags.reset == 1' 'refusals'
expect control 0 'ip.addr == 10.10.9.98 && (modbus || s7comm || enip || telnet.data contains "login")' 'more than that'

heading 'Normal traffic'
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
for file in $FILES; do
    expect $file 0 'modbus.exception_code || icmp || ipv6 || ftp || http || frame.len > 1514' 'unwanted'
    expect $file 0 'snmp && !(snmp.msgVersion == 3)' 'SNMP before version 3'
    expect $file 0 'tcp.analysis.lost_segment || tcp.analysis.ack_lost_segment || _ws.malformed' 'lost or malformed'
    expect $file 0 'ntp.flags.mode == 4 && ntp.stratum > 15' 'a time server that is not synchronised'
    expect $file 0 'tls.handshake.type == 2 && tls.handshake.version < 0x0303' 'TLS before version 1.2'
    expect $file 0 'tcp.flags.reset == 1 && !(tcp.srcport == 23 && ip.src == 10.10.3.5) && !(ip.addr == 10.10.9.98) && !(ip.addr == 10.10.3.80)' 'a refused connection'
done
expect control 0 'ip.src == 10.10.3.0/24 && ip.dst == 10.20.1.0/24 && !(ip.src == 10.10.3.50 && udp.dstport == 5140) && !(ip.src == 10.10.3.30 && tcp.srcport == 22) && !(ip.src == 10.10.3.40 && tcp.dstport == 25) && !(ip.src == 10.10.3.7 && tcp.srcport == 102)' 'out of the control network'
expect control 0 'ip.src == 10.20.1.0/24 && !(ip.src == 10.20.1.9 && tcp.dstport == 22) && !(ip.src == 10.20.1.7 && udp.dstport == 5140) && !(ip.src == 10.20.1.25 && tcp.srcport == 25) && !(ip.src in {10.20.1.9, 10.20.1.30} && tcp.dstport == 102)' 'into the control network'
expect control 0 'ip.addr == 10.10.1.0/24 && !(ip.addr == 10.10.1.10 && ip.addr == 10.10.3.20 && modbus.func_code == 3) && !(ip.addr == 10.10.1.10 && ip.addr == 10.10.3.30) && !(tcp.len == 0)' 'between control and safety'
}

# shellcheck disable=SC2086
verify $FILES
