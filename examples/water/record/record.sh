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
EXAMPLE=water
# shellcheck source=../../record/common.sh
. "$HERE/../../record/common.sh"
begin "$@"

TELNET_USER=field TELNET_PASSWORD=weir-7719-demo
private_machine "$TELNET_USER:2001:$TELNET_PASSWORD" engineer:2002:
prompt $TELNET_USER r-north

# ---- wires -----------------------------------------------------------------------------------------------------------

build_wires span-scada span-dmz span-office span-internet span-apn span-hill span-north span-chamber span-works span-interlock
forward fw-centre fw-apn fw-edge fw-wan r-hill r-north r-chamber r-works fw-interlock
OUTSTATIONS="hill:1 north:2 chamber:3 works:4"
for host in scada-1 scada-eng nms; do
    ip -n $host route add 10.51.0.0/16 via 10.50.1.254
    ip -n $host route add default via 10.50.1.1
done
ip -n fw-centre route add 10.51.0.0/16 via 10.50.1.254
for net in 10.50.2.0/24 10.60.0.0/16; do ip -n fw-apn route add $net via 10.50.1.1; done
ip -n fw-centre route add default via 10.50.2.254
for host in jump-1 report-1; do
    for net in 10.50.1.0/24 10.51.0.0/16; do ip -n $host route add $net via 10.50.2.1; done
    ip -n $host route add 203.0.113.0/24 via 10.50.2.253
    ip -n $host route add default via 10.50.2.254
done
ip -n fw-edge route add 10.50.1.0/24 via 10.50.2.1
for host in office-pc office-ntp; do ip -n $host route add default via 10.60.0.1; done
ip -n contractor route add default via 203.0.113.1
for outstation in $OUTSTATIONS; do
    name=${outstation%:*} number=${outstation#*:}
    ip -n fw-apn route add 10.51.$number.0/24 via 100.72.0.1$number
    ip -n r-$name route add default via 100.72.0.1 src 10.51.$number.1
done
for host in rtu-hill:1 plc-north:2 rtu-chamber:3 plc-dosing:4 panel-works:4; do ip -n ${host%:*} route add default via 10.51.${host#*:}.1; done
ip -n plc-dosing route add 10.51.5.0/24 via 10.51.4.2
ip -n sis-dosing route add 10.51.4.0/24 via 10.51.5.1

# A router of an outstation answers nobody on its cellular side.
for outstation in $OUTSTATIONS; do
    name=${outstation%:*}
    printf '%s\n' 'table ip apn {' 'chain in {' 'type filter hook input priority filter;' \
        "iifname eth1 ip daddr 100.72.0.0/24 ip saddr != 100.72.0.1 drop" '}' '}' > nft-r-$name
    on r-$name nft -f $W/nft-r-$name > log/nft-r-$name 2>&1 || fail "filter of r-$name" nft-r-$name
done

# ---- keys and certificates, made anew for every recording ------------------------------------------------------------

authority
for name in water-ca scada-1 rtu-chamber; do rsa_key $name; done
issue water-ca '/O=Water Example/CN=Water Example Telecontrol CA' 20240101000000Z 20450101000000Z "$AUTHORITY_EXTENSIONS" ''
for host in scada-1:10.50.1.10 rtu-chamber:10.51.3.10; do
    name=${host%:*}
    issue $name "/O=Water Example/CN=$name.water.example" 20250101000000Z 20450101000000Z \
        $'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\n'"subjectAltName=IP:${host#*:}" water-ca
done

# ---- servers ---------------------------------------------------------------------------------------------------------

for server in gps-clock office-ntp; do time_server $server; done
controller() { serve "$1" "$1" $(py modbus_server) "${@:2}"; }    # host, address, what it says of itself...
controller plc-north 10.51.2.10 'Schneider Electric' 'TM251MESE' 'V5.02' 'Pump controller (simulated)' 'TM251'
controller plc-dosing 10.51.4.10 'Schneider Electric' 'TM251MESE' 'V5.02' 'Dosing controller (simulated)' 'TM251'
controller sis-dosing 10.51.5.10 'Schneider Electric' 'TM3SAK6R' 'V2.10' 'Dosing interlock (simulated)' 'SIS-DOSING'
serve rtu-hill rtu-hill $(py dnp3_outstation) 10.51.1.10 11 1 3
serve rtu-chamber rtu-chamber $(py iec104_outstation) 10.51.3.10 41 $W/rtu-chamber.crt $W/rtu-chamber.key $W/water-ca.crt $W/scada-1.crt

# The routers of the outstations: SNMP version 2c with one community that may also set, Telnet. The outstation at the reservoir and the
# panel in the works take SSH, both with the key of the maker's image.
router_snmp() {    # host, address
    mkdir -p snmp-$1
    printf '%s\n' "agentAddress udp:$2:161" "sysName $1" 'sysDescr Cellular router (simulated)' \
        'rwcommunity pump-5a1c-demo' > snmp-$1/snmpd.conf
    serve $1 $1.snmpd env SNMP_PERSISTENT_DIR=$W/snmp-$1 snmpd -f -Lo -C -c $W/snmp-$1/snmpd.conf -p $W/$1.snmpd.pid
}
router_snmp r-chamber 10.51.3.1
serve nms snmptrapd env SNMP_PERSISTENT_DIR=$W/snmp-traps snmptrapd -f -Lo -C --disableAuthorization=yes -p $W/snmptrapd.pid 10.50.1.30:162
serve r-north telnetd $(py inetd) 10.51.2.1 23 telnetd -h
ssh_keys
for key in image scada-eng jump-1; do host_key $key; done
ssh_server rtu-hill 10.51.1.10 image
ssh_server panel-works 10.51.4.20 image
ssh_server scada-eng 10.50.1.20 scada-eng
ssh_server jump-1 10.50.2.10 jump-1

# What the public may see: the levels of the reservoirs, on a page without log-in.
mkdir -p www/public
printf '<!doctype html><title>Levels</title><p>Hill reservoir: 4.2 m\n' > www/public/levels.html
serve report-1 report-1 "$PYTHON" -m http.server --bind 10.50.2.20 --directory $W/www/public 80
ready plc-north:t502 plc-dosing:t502 sis-dosing:t502 rtu-hill:t20000 rtu-chamber:t19998 r-chamber:u161 nms:u162 r-north:t23 rtu-hill:t22 panel-works:t22 \
    scada-eng:t22 jump-1:t22 report-1:t80 gps-clock:u123 office-ntp:u123
sleep 1

# ---- recording -------------------------------------------------------------------------------------------------------

point scada span-scada "mirror of the control centre's network scada-net"
point dmz span-dmz "mirror of the network dmz-net"
point apn span-apn "mirror of the cellular operator's access network apn-net"
point works span-works "mirror of the dosing works' network works-net"
start_recording
time_clients scada-1:10.50.1.8 nms:10.50.1.8 scada-eng:10.60.0.8    # the last one is a fault
task scada-1 scada-hill $(py dnp3_master) 10.50.1.10 10.51.1.10 1 11 "$(rest)" 20 operate
task scada-1 scada-north $(py modbus_poll) 10.50.1.10 10.51.2.10 "$(rest)" 4 identify holding input write
task scada-1 scada-chamber $(py iec104_station) 10.51.3.10 41 "$(rest)" $W/scada-1.crt $W/scada-1.key $W/water-ca.crt $W/rtu-chamber.crt
task scada-1 scada-dosing $(py modbus_poll) 10.50.1.10 10.51.4.10 "$(rest)" 4 identify holding
task panel-works panel-dosing $(py modbus_poll) 10.51.4.20 10.51.4.10 "$(rest)" 3 identify holding write
task plc-dosing dosing-interlock $(py modbus_poll) 10.51.4.10 10.51.5.10 "$(rest)" 2 identify input

at 5; echo "  normal: the engineer looks after rtu-hill by SSH"
must scada-eng ssh-rtu-hill $SSH engineer@10.51.1.10 'echo version 4.1'

at 8; echo "  look-alike: a contractor comes over the jump host"
task contractor contractor $SSH engineer@10.50.2.10 'for n in 1 2 3 4 5 6 7 8; do echo "session $n"; sleep 1; done'
sleep 2
must jump-1 jump-scada-eng $SSH engineer@10.50.1.20 'for n in 1 2 3; do echo "project $n"; sleep 1; done'

at 15; echo "  fault: Telnet log-in on r-north over the cellular network"
must scada-eng fault-telnet $(py telnet_login) 10.51.2.1 $TELNET_USER $TELNET_PASSWORD 'echo signal: -83 dBm'

at 21; echo "  look-alike: a stranger in the cellular network tries Telnet and Modbus, and is not answered"
on stranger timeout 4 telnet 100.72.0.11 > log/stranger 2>&1 < /dev/null || true
on stranger "$PYTHON" -c 'import socket; socket.create_connection(("100.72.0.12", 502), 4)' >> log/stranger 2>&1 && fail "the stranger was answered"
! grep -q Connected log/stranger || fail "the stranger was answered" stranger

at 31; echo "  fault: jump-1 writes into plc-north"
must jump-1 fault-write $(py modbus_write) 10.50.2.10 10.51.2.10 40 900

at 34; echo "  fault: a setting changed by SNMP version 2c"
must nms fault-set env SNMP_PERSISTENT_DIR=$W/snmp-client snmpset -v2c -c pump-5a1c-demo 10.51.3.1 1.3.6.1.2.1.1.6.0 s 'valve chamber 3'

at 37; echo "  look-alike: a router reports by SNMP version 2c"
must r-works trap env SNMP_PERSISTENT_DIR=$W/snmp-trap snmptrap -v2c -c pump-5a1c-demo 10.50.1.30 '' 1.3.6.1.6.3.1.1.5.4

at 39; echo "  fault: the same host key on panel-works as on rtu-hill"
must scada-eng ssh-panel-works $SSH engineer@10.51.4.20 'echo version 4.1'

at 42; echo "  look-alike: a public page without log-in"
must office-pc page "$PYTHON" -c 'import urllib.request; print(urllib.request.urlopen("http://10.50.2.20/levels.html", timeout=5).read())'
finish_recording

# ---- what made them --------------------------------------------------------------------------------------------------

MODBUS=$(python_package pymodbus) DNP3="$(python_package yadnp3) (opendnp3)" IEC104="$(python_package c104) (lib60870-C, mbed TLS)"
CHRONY=$(package chrony) SSHD="$(package openssh-server), $(package openssh-client)" ROUTER="$(package snmpd), $(package snmptrapd), $(package snmp), $(package inetutils-telnetd), $(package inetutils-telnet)"
HTTP="http.server and urllib of Python $("$PYTHON" -c 'import platform; print(platform.python_version())')"
STACKS=(
    [scada]="$MODBUS; $DNP3; $IEC104; $CHRONY; $ROUTER; $SSHD"
    [dmz]="$SSHD; $HTTP; $MODBUS; $CHRONY"
    [apn]="$MODBUS; $DNP3; $IEC104; $ROUTER; $SSHD; $(package nftables)"
    [works]="$MODBUS; $ROUTER; $SSHD")
label_captures
