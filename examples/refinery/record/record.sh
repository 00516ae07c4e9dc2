#!/bin/bash
# Records the captures of this example from real protocol stacks, each end a separate program in its own network
# namespace. See README.md. Needs root; leaves nothing behind but ../captures, and in ../plant.toml the pinned certificates.
#
#   record.sh --install   install what it needs (Debian packages, and Python packages into ../../record/.venv)
#   record.sh             record, check, and replace ../captures
#
# KEEP=FOLDER keeps a recording there that failed its checks. SECONDS_RECORDED=60 changes the length of the recording (55 to 120).
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
EXAMPLE=refinery
# shellcheck source=../../record/common.sh
. "$HERE/../../record/common.sh"
begin "$@"

TELNET_USER=maint TELNET_PASSWORD=valve-0451-demo
private_machine "$TELNET_USER:2001:$TELNET_PASSWORD" engineer:2002:
prompt $TELNET_USER sw-1

# ---- wires -----------------------------------------------------------------------------------------------------------

build_wires span-sis span-control span-dmz span-corporate span-skid-a span-skid-b span-service
forward fw-sis fw-dmz fw-corp fw-service gw-a gw-b
for host in sis-logic sis-ews; do ip -n $host route add default via 10.10.1.1; done
for host in hmi-1 ews-1; do ip -n $host route add 10.10.1.0/24 via 10.10.3.254; done
for host in scanner vendor-laptop; do ip -n $host route add default via 10.10.9.1; done
for host in sw-1 plc-101 plc-102 plc-201 opc-1; do ip -n $host route add 10.10.9.0/24 via 10.10.3.252; done
for host in ews-1 collector plc-103; do ip -n $host route add 10.20.1.0/24 via 10.10.3.253; done
for host in broker backup mail-relay; do ip -n $host route add 10.10.3.0/24 via 10.20.1.254; done
for host in historian broker; do ip -n $host route add default via 10.20.1.1; done
ip -n corp-client route add 10.20.1.0/24 via 10.30.0.1
for skid in a b; do for host in plc panel; do ip -n skid-$skid-$host route add default via 192.168.0.1; done; done
ip -n skid-a-rtu route add default via 192.168.0.1

# Both skids came with the same addresses; each gateway gives those that are asked from outside one of the control network.
translate() {    # gateway, outside:inside...
    local gateway=$1 pair; shift
    { echo 'table ip skid {'
      echo 'chain in { type nat hook prerouting priority dstnat;'
      for pair in "$@"; do echo "iifname eth1 ip daddr ${pair%:*} dnat to ${pair#*:}"; done
      echo '}'; echo 'chain out { type nat hook postrouting priority srcnat;'
      for pair in "$@"; do echo "oifname eth1 ip saddr ${pair#*:} snat to ${pair%:*}"; done
      echo '}'; echo '}'; } > "nft-$gateway"
    on "$gateway" nft -f "$W/nft-$gateway" > "log/nft-$gateway" 2>&1 || fail "translation of $gateway" "nft-$gateway"
}
translate gw-a 10.10.3.71:192.168.0.10 10.10.3.72:192.168.0.30
translate gw-b 10.10.3.76:192.168.0.10

# The diode: its halves stand on the two networks; between them a fibre that carries one way.
DIODE_TX_MAC=00:1b:21:16:03:32 DIODE_RX_MAC=00:1b:21:20:01:32
ip netns add fibre; quiet "ip netns exec fibre"
ip -n wire link add fibre.near type veth peer name near netns fibre
ip -n wire link add fibre.far type veth peer name far netns fibre
ip -n wire link set fibre.near master span-control up
ip -n wire link set fibre.far master span-dmz up
$W_EXEC bridge link set dev fibre.far learning off
ip -n fibre link set near up; ip -n fibre link set far up
ip -n diode-tx route add 10.20.1.50/32 dev eth0
ip -n diode-tx neigh add 10.20.1.50 lladdr $DIODE_RX_MAC dev eth0 nud permanent

# ---- keys and certificates, made anew for every recording ------------------------------------------------------------

authority
for name in plant-ca historian opc-1 hmi-1; do rsa_key $name; done
openssl ecparam -name prime256v1 -genkey -noout -out broker.key
issue plant-ca '/O=Refinery Example/CN=Refinery Example Plant CA' 20220101000000Z 20450101000000Z "$AUTHORITY_EXTENSIONS" ''
issue historian '/O=Refinery Example/CN=historian.refinery.example' 20230301000000Z 20250301000000Z \
    $'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:historian.refinery.example,IP:10.20.1.7' plant-ca
issue broker '/O=Refinery Example/CN=broker.refinery.example' 20250101000000Z 20500101000000Z \
    $'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:broker.refinery.example,IP:10.20.1.9' ''
OPC_USES=$'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment\nextendedKeyUsage=serverAuth,clientAuth'
for host in opc-1:10.10.3.60 hmi-1:10.10.3.20; do
    name=${host%:*}
    issue $name "/O=Refinery Example/CN=$name.refinery.example" 20250101000000Z 20450101000000Z \
        "$OPC_USES"$'\n'"subjectAltName=URI:urn:refinery.example:$name,DNS:$name,IP:${host#*:}" plant-ca
    cp $name.crt $name.crt.pem; cp $name.key $name.key.pem    # its library knows PEM by the name
done

# ---- servers ---------------------------------------------------------------------------------------------------------

for server in sis-ntp ntp-1 corp-ntp; do time_server $server; done
controller() { serve "$1" "$1" $(py modbus_server) "${@:2}"; }    # host, address, what it says of itself...
controller sis-logic 10.10.1.10 'Schneider Electric' 'TM3SAK6R' 'V2.10' 'Safety logic (simulated)' 'SIS-LOGIC'
controller plc-102 10.10.3.5 'Schneider Electric' 'BMX P34 2020' 'V3.20' 'Modicon M340 (simulated)' 'BMX P34 2020'
controller plc-301a 10.10.3.80 'Schneider Electric' 'BMEH584040' 'V3.10' 'Modicon M580 (simulated)' 'BMEH584040'
controller plc-301b 0.0.0.0 'Schneider Electric' 'BMEH584040' 'V3.10' 'Modicon M580 (simulated)' 'BMEH584040'
controller analyser 198.51.100.12 'Yokogawa' 'GC8000' 'R1.05' 'Gas chromatograph (simulated)' 'GC8000'
for skid in a b; do controller skid-$skid-plc 192.168.0.10 'WAGO' '750-8212' '04.03' 'Skid controller (simulated)' '750-8212'; done
serve skid-a-rtu skid-a-rtu $(py dnp3_outstation) 192.168.0.30 10 1 2
serve plc-101 plc-101 $(py s7_server) 10.10.3.4
serve plc-103 plc-103 env "PYTHONPATH=$SNAP7_3" $(py s7_plc) 10.10.3.7
printf '%s\n' '[Identity]' 'Serial Number = 7210331' > cpppo.cfg
serve plc-201 plc-201 "$PYTHON" -m cpppo.server.enip -c $W/cpppo.cfg -a 10.10.3.6:44818 'TANK_LEVEL=REAL[4]' 'FLOW=DINT[8]'
serve opc-1 opc-1 $(py opcua_server) 10.10.3.60 $W/opc-1.crt.pem $W/opc-1.key.pem
serve mail-relay mail-relay $(py mail_relay) 10.20.1.25 mail.refinery.example
serve diode-tx diode-tx $(py diode_tx) 10.10.3.50 10.20.1.50
serve fibre fibre $(py diode_fibre) near far $DIODE_TX_MAC $DIODE_RX_MAC
serve historian historian-in $(py historian_in) 10.20.1.7 5141
serve diode-rx diode-rx $(py diode_rx) 10.20.1.50 10.20.1.7 5141

# the switch: SNMPv3 with authentication and privacy only, Telnet, SSH, LLDP
mkdir -p snmp
cat > snmp/snmpd.conf <<'CONF'
agentAddress udp:10.10.3.2:161
engineIDType 3
engineIDNic eth0
sysDescr Industrial Ethernet switch (simulated)
sysName sw-1
sysLocation rack room 1
createUser monitor SHA-256 "poll-2f60-demo-auth" AES "poll-2f60-demo-priv"
rouser monitor priv
CONF
serve sw-1 snmpd env SNMP_PERSISTENT_DIR=$W/snmp snmpd -f -Lo -C -c $W/snmp/snmpd.conf -p $W/snmpd.pid
serve sw-1 telnetd $(py inetd) 10.10.3.2 23 telnetd -h
serve sw-1 lldpd lldpd -d -I eth0 -S 'Industrial Ethernet switch (simulated)' -m 10.10.3.2 -C eth0 -k -u $W/lldpd.socket
ssh_keys
for host in sw-1 ews-1; do host_key $host; done
ssh_server sw-1 10.10.3.2 sw-1
ssh_server ews-1 10.10.3.30 ews-1

printf '{"tag":"FIC-101.PV","unit":"t/h","values":[%s]}\n' "$(seq -s, 100 160)" > www/trend.json
printf '<!doctype html><title>Remote access</title><p>Sessions: 1\n' > www/sessions.html
serve historian historian.tls sh -c 'cd www && exec "$@"' www openssl s_server -quiet -accept 10.20.1.7:443 -cert $W/historian.crt -key $W/historian.key \
    -cert_chain $W/plant-ca.crt -tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384 -WWW
serve broker broker.tls sh -c 'cd www && exec "$@"' www openssl s_server -quiet -accept 10.20.1.9:443 -cert $W/broker.crt -key $W/broker.key \
    -cipher ECDHE-ECDSA-AES256-GCM-SHA384 -WWW

# names of the corporate network; its client asks through the resolver of the C library
serve corp-dns dnsmasq dnsmasq -k -C /dev/null -u root -x $W/dnsmasq.pid -i eth0 --bind-interfaces --no-resolv --no-hosts \
    --log-facility=- --local=/refinery.example/ --host-record=historian.refinery.example,10.20.1.7 \
    --host-record=broker.refinery.example,10.20.1.9
use_resolver 10.30.0.53
ready sis-logic:t502 plc-102:t502 plc-301a:t502 plc-301b:t502 analyser:t502 skid-a-plc:t502 skid-b-plc:t502 skid-a-rtu:t20000 \
    plc-101:t102 plc-103:t102 plc-201:t44818 opc-1:t4840 mail-relay:t25 diode-tx:t5140 historian:t5141 diode-rx:u5140 sw-1:u161 \
    sw-1:t23 sw-1:t22 ews-1:t22 historian:t443 broker:t443 corp-dns:u53 sis-ntp:u123 ntp-1:u123 corp-ntp:u123
for _ in $(seq 100); do [ ! -S lldpd.socket ] || break; sleep 0.1; done
sleep 1
for setting in 'lldp tx-interval 10' 'system hostname sw-1' 'system capabilities enabled bridge' \
    'ports eth0 lldp portdescription Port-8'; do
    # shellcheck disable=SC2086
    lldpcli -u $W/lldpd.socket configure $setting > log/lldpcli 2>&1 || fail "lldpcli $setting" lldpcli
done

# ---- recording -------------------------------------------------------------------------------------------------------

point sis span-sis "mirror of the safety network sis-net"
point control span-control "mirror of the control network control-net"
point dmz span-dmz "mirror of the network dmz-net"
point corporate span-corporate "mirror of the corporate network corp-net at its firewall"
point skid-a span-skid-a "mirror of the network of skid A"
point skid-b span-skid-b "mirror of the network of skid B"
start_recording
time_clients sis-logic:10.10.1.8 sis-ews:10.10.1.8 plc-101:10.10.3.8 plc-102:10.10.3.8 plc-201:10.10.3.8 sw-1:10.10.3.8 hmi-1:10.10.3.8 \
    ews-1:10.10.3.8 collector:10.10.3.8 diode-tx:10.10.3.8 opc-1:10.10.3.8 corp-client:10.30.0.8
task hmi-1 hmi-plc-102 $(py modbus_poll) 10.10.3.20 10.10.3.5 "$(rest)" 1.5 identify holding input write
task hmi-1 hmi-sis-logic $(py modbus_poll) 10.10.3.20 10.10.1.10 "$(rest)" 2 holding
task hmi-1 hmi-analyser $(py modbus_poll) 198.51.100.20 198.51.100.12 "$(rest)" 3 identify input
task hmi-1 hmi-plc-101 $(py s7_client) 10.10.3.4 "$(rest)" 1.5
task sis-ews sis-ews $(py modbus_poll) 10.10.1.20 10.10.1.10 "$(rest)" 4 identify holding input
task collector collector $(py collector) 10.10.3.5 198.51.100.12 198.51.100.40 10.10.3.50 "$(rest)" 3
task hmi-1 hmi-skid-a $(py modbus_poll) 10.10.3.20 10.10.3.71 "$(rest)" 3 identify holding
task hmi-1 hmi-skid-b $(py modbus_poll) 10.10.3.20 10.10.3.76 "$(rest)" 3 identify holding
for skid in a b; do task skid-$skid-panel skid-$skid-panel $(py modbus_poll) 192.168.0.20 192.168.0.10 "$(rest)" 4 identify holding; done
task hmi-1 hmi-skid-a-rtu $(py dnp3_master) 10.10.3.20 10.10.3.72 1 10 "$(rest)" 15
task hmi-1 hmi-plc-301 $(py modbus_poll_redundant) 10.10.3.20 10.10.3.80 "$(rest)" 2 2
task hmi-1 cip-identify $(py cip_identify) 10.10.3.6
at 3
task hmi-1 cip-poll $(py cip_poll) 10.10.3.6 "$(rest)" 2
task hmi-1 hmi-opc-1 $(py opcua_client) 10.10.3.60 "$(($(rest) - 3))" $W/hmi-1.crt.pem $W/hmi-1.key.pem $W/opc-1.crt.pem
snmp() {
    must collector snmpget env SNMP_PERSISTENT_DIR=$W/snmp-client snmpget -v3 -l authPriv -u monitor -a SHA-256 -A poll-2f60-demo-auth -x AES \
        -X poll-2f60-demo-priv 10.10.3.2 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.3.0 1.3.6.1.2.1.2.2.1.10.1
}
request() {    # name, page, options of s_client...
    local name=$1 page=$2; shift 2
    { printf 'GET /%s HTTP/1.0\r\nHost: %s\r\n\r\n' "$page" "$name"; sleep 1; } |
        on corp-client "${RESOLVER[@]}" openssl s_client -4 -connect "$name:443" -servername "$name" "$@" > "log/s_client-$name" 2>&1 ||
        fail "s_client to $name" "s_client-$name"
}

at 5; echo "  normal: SNMPv3, SSH through the broker, TLS to the broker"
snmp
task broker ssh-ews-1 $SSH engineer@10.10.3.30 'for n in 1 2 3 4 5; do echo "project block $n"; sleep 1; done'
# the pinned self-signed certificate: TLS 1.2, then TLS 1.3; the client trusts this one certificate and no other
request broker.refinery.example sessions.html -tls1_2 -CAfile broker.crt -verify_return_error
request broker.refinery.example sessions.html -tls1_3 -CAfile broker.crt -verify_return_error

at 10; echo "  look-alike: an alarm leaves as a mail"
must collector alarm-mail $(py alarm_mail) 10.20.1.25 collector@refinery.example duty@refinery.example 'LIC-301 high'

at 12; echo "  look-alike: Telnet to plc-102, which refuses"
on ews-1 timeout 5 telnet 10.10.3.5 > log/telnet-refused 2>&1 < /dev/null || true
grep -q 'Connection refused' log/telnet-refused || fail "plc-102 did not refuse Telnet" telnet-refused

at 13; echo "  look-alike: the backup server fetches the program of plc-103"
must backup backup $(py s7_program) 10.10.3.7 read

at 15; echo "  fault: undeclared Modbus write from ews-1 into sis-logic"
must ews-1 fault-write $(py modbus_write) 10.10.3.30 10.10.1.10 110 275

at 17; echo "  look-alike: a vendor's laptop inside its permit"
task vendor-laptop vendor-laptop $(py modbus_poll) 10.10.9.99 10.10.3.5 8 1 identify holding input

at 20; echo "  normal: SNMPv3, SSH ews-1 to sw-1"
snmp
must ews-1 ssh-sw-1 $SSH engineer@10.10.3.2 'echo ports: 8'

at 23; echo "  fault: Telnet log-in on sw-1 from hmi-1"
must hmi-1 fault-telnet $(py telnet_login) 10.10.3.2 $TELNET_USER $TELNET_PASSWORD 'echo port 3: up'

at 28; echo "  look-alike: plc-301b takes over the IP and MAC address of plc-301a"
become() {    # host, MAC address, address with prefix
    ip -n "$1" address flush dev eth0
    ip -n "$1" link set eth0 down; ip -n "$1" link set eth0 address "$2"; ip -n "$1" link set eth0 up
    ip -n "$1" address add "$3" dev eth0
    on "$1" arping -q -A -c 2 -I eth0 "${3%/*}"
}
ip -n wire link set plc-301a.0 down
ip -n plc-301a address flush dev eth0
become plc-301b 00:80:f4:16:03:50 10.10.3.80/24
become plc-301a 00:80:f4:16:03:51 10.10.3.81/24 &
sleep 1; ip -n wire link set plc-301a.0 up
wait $!

at 32; echo "  fault: a cable past the diode"
ip -n historian route add 10.10.3.50/32 dev eth0
ip -n historian neigh add 10.10.3.50 lladdr $DIODE_TX_MAC dev eth0 nud permanent
ip -n wire link add cable.control type veth peer name cable.dmz
ip -n wire link set cable.control master span-control
ip -n wire link set cable.dmz master span-dmz
$W_EXEC bridge link set dev cable.control flood off mcast_flood off bcast_flood off    # a cable, not a second diode
ip -n wire link set cable.control up; ip -n wire link set cable.dmz up
on historian $(py far_side_datagrams) 10.20.1.7 10.10.3.50 5140 3
ip -n wire link del cable.control
ip -n historian route del 10.10.3.50/32

at 35; echo "  fault: the broker writes a program into plc-103"
must broker fault-program $(py s7_program) 10.10.3.7 write

at 37; echo "  fault: TLS to the historian, whose certificate has expired"
request historian.refinery.example trend.json -tls1_2
grep -q 'Verify return code: 10 (certificate has expired)\|Verify return code: 19\|Verify return code: 20\|Verify return code: 21' \
    log/s_client-historian.refinery.example || fail "the client did not see an unverified certificate"
grep -q FIC-101 log/s_client-historian.refinery.example || fail "no data from the historian"

at 42; snmp
request broker.refinery.example sessions.html -tls1_2 -CAfile broker.crt -verify_return_error

at 45; echo "  look-alike: an approved scan"
must scanner scan nmap -n -Pn -sT --max-rate 20 --max-retries 1 -p 22,23,80,102,443,502,4840,44818 10.10.3.2 10.10.3.4-6 10.10.3.60
finish_recording

# ---- what made them --------------------------------------------------------------------------------------------------

MODBUS=$(python_package pymodbus) SNAP7="$(python_package python-snap7) (Snap7 1.4.2), python-snap7 3.3.0 (server of plc-103)"
CIP="$(python_package cpppo), $(python_package pycomm3)" TLS=$(package openssl) CHRONY=$(package chrony) DNP3="$(python_package yadnp3) (opendnp3)"
SWITCH="$(package snmpd), $(package snmp), $(package inetutils-telnetd), $(package inetutils-telnet), $(package lldpd)"
SSHD="$(package openssh-server), $(package openssh-client)" MAIL="$(python_package aiosmtpd), smtplib of Python $(python3 -c 'import platform; print(platform.python_version())')"
STACKS=(
    [sis]="$MODBUS; $CHRONY"
    [control]="$MODBUS; $SNAP7; $CIP; $(python_package asyncua); $DNP3; $CHRONY; $SWITCH; $SSHD; $MAIL; $(package nmap); $(package iputils-arping)"
    [dmz]="$TLS; $SSHD; $SNAP7; $MAIL"
    [corporate]="$TLS; $(package dnsmasq-base); $CHRONY"
    [skid-a]="$MODBUS; $DNP3; $(package nftables)"
    [skid-b]="$MODBUS; $(package nftables)")
label_captures
