#!/bin/bash
# Records the captures of this example from real protocol stacks, each end a separate program in its own network
# namespace. See README.md. Needs root; leaves nothing behind but ../captures.
#
#   record.sh --install   install what it needs (Debian packages, and Python packages into .venv beside this file)
#   record.sh             record, check, and replace ../captures
#
# KEEP=FOLDER keeps a recording there that failed its checks. SECONDS_RECORDED=60 changes the length of the recording (45 to 120).
set -euo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
PROGRAMS=$HERE/programs
CAPTURES=$(dirname "$HERE")/captures
PYTHON=${PYTHON:-$HERE/.venv/bin/python}
DURATION=${SECONDS_RECORDED:-60}
DEBIAN_PACKAGES="bash iproute2 openssl snmp snmpd inetutils-telnet inetutils-telnetd openssh-client openssh-server
    chrony lldpd dnsmasq-base login procps hostname wireshark-common tshark python3 python3-venv"

fail() {    # message [log to show]
    echo "record.sh: $1" >&2
    [ $# = 1 ] || [ ! -s "log/$2" ] || sed 's/^/    /' "log/$2" | tail -20 >&2
    exit 1
}

if [ "${1:-}" = --install ]; then
    # Policy: the daemons are wanted as programs only, not as services of this machine.
    policy=/usr/sbin/policy-rc.d
    [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' > $policy; chmod 755 $policy; trap 'rm -f $policy' EXIT; }
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $DEBIAN_PACKAGES
    python3 -m venv "$HERE/.venv"
    "$HERE/.venv/bin/pip" install --quiet -r "$HERE/requirements.txt"
    exit 0
fi
[ $# = 0 ] || fail "unknown argument $1"
[ "$(id -u)" = 0 ] || fail "needs root, for network namespaces"
[ "$DURATION" -ge 45 ] && [ "$DURATION" -le 120 ] || fail "SECONDS_RECORDED must be 45 to 120"
for program in ip bridge openssl snmpd snmpget snmpwalk telnet telnetd ssh sshd ssh-keygen chronyd lldpd lldpcli dnsmasq login \
    dumpcap tshark sysctl hostname unshare taskset timeout; do
    PATH=$PATH:/usr/sbin:/sbin command -v $program > /dev/null || fail "$program is missing: run $0 --install"
done
"$PYTHON" -c 'import pymodbus, snap7, cpppo, pycomm3' 2> /dev/null ||
    fail "Python packages of requirements.txt are missing: run $0 --install, or set PYTHON"

# Everything below runs in private network, mount, process, host-name and IPC namespaces. When this shell ends, for
# whatever reason, the kernel ends every program in them and with them every interface.
if [ -z "${RINGWALL_RECORDER:-}" ]; then
    # One processor for all: on several, a mirror may show an answer before its question.
    cpu=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status)
    exec env -i RINGWALL_RECORDER=inside PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        TERM=vt100 PYTHON="$PYTHON" PYTHONDONTWRITEBYTECODE=1 SECONDS_RECORDED="$DURATION" KEEP="${KEEP:-}" \
        timeout --kill-after=5 180 taskset --cpu-list "$cpu" \
        unshare --net --mount --pid --uts --ipc --fork --kill-child=KILL --mount-proc "$0"
fi

# ---- a private /run, log folder and account list ---------------------------------------------------------------------

mount -t tmpfs none /run
mount -t tmpfs none /var/log
W=/run/recorder
mkdir -p $W/log $W/www $W/ca $W/bin /run/netns /run/sshd /run/lldpd /run/chrony
chmod 755 $W
touch /run/utmp /var/log/wtmp /var/log/lastlog /var/log/btmp
cd $W
# copies: on a machine with AppArmor the installed paths may read their usual folders only
for program in chronyd lldpd dnsmasq snmpd; do cp "$(command -v $program)" bin/; done
PATH=$W/bin:$PATH
hide() { mount --bind "$2" "$1"; }    # our file in the place of the machine's, for our programs only

TELNET_USER=maint TELNET_PASSWORD=valve-0451-demo
for account in "$TELNET_USER:2001" engineer:2002; do
    mkdir -p "$W/home/${account%:*}"
    echo "${account%:*}:x:${account#*:}:${account#*:}::$W/home/${account%:*}:/bin/bash"
done > accounts
{ grep -E '^(root|nobody|sshd|_lldpd|_chrony|Debian-snmp|tcpdump):' /etc/passwd; cat accounts; } > passwd
{ grep -E '^(root|nogroup|tty|utmp|sshd|_lldpd|_chrony|Debian-snmp|wireshark|tcpdump):' /etc/group
  awk -F: '{ print $1 ":x:" $3 ":" }' accounts; } > group
{ echo "$TELNET_USER:$(openssl passwd -6 "$TELNET_PASSWORD"):20000::::::"; echo 'engineer:*:20000::::::'
  echo 'root:*:20000::::::'; } > shadow
chmod 600 shadow
hide /etc/passwd passwd; hide /etc/group group; hide /etc/shadow shadow
chown -R "$TELNET_USER:" home/$TELNET_USER; chown -R engineer: home/engineer
# the shell of the telnet log-in: its prompt, and nothing about this machine
echo "PS1='sw-1\$ '" > home/$TELNET_USER/.bash_profile
{ for phase in auth account session password; do echo "$phase required pam_unix.so"; done; } > pam
hide /etc/pam.d/login pam
{ echo 127.0.0.1 localhost
  awk -F'\t' '!/^#/ && !seen[$1]++ { split($4, a, "/"); print a[1], $1 }' "$HERE/hosts.tsv"; } > hosts
echo 'passwd: files
group: files
shadow: files
hosts: files' > nsswitch
: > resolv
hide /etc/hosts hosts; hide /etc/nsswitch.conf nsswitch
RESOLV=$(readlink -f /etc/resolv.conf)    # may lie in /run, which is ours now
mkdir -p "$(dirname "$RESOLV")" && { [ -e "$RESOLV" ] || : > "$RESOLV"; } && hide "$RESOLV" resolv

# ---- wires -----------------------------------------------------------------------------------------------------------

echo "building the plant"
ip netns add wire
W_EXEC="ip netns exec wire"
quiet() { $1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2> /dev/null || true; }
quiet "$W_EXEC"
for span in span-sis span-control span-dmz span-corporate; do
    ip -n wire link add $span type bridge stp_state 0 forward_delay 0 mcast_snooping 0
    ip -n wire link set $span up
done
ip -n wire link set span-control type bridge group_fwd_mask 0x4000    # a mirror port shows LLDP too

while IFS=$'\t' read -r id span interface address mac second; do
    [ "${id#\#}" = "$id" ] || continue
    [ -e "/run/netns/$id" ] || { ip netns add "$id"; quiet "ip netns exec $id"; ip -n "$id" link set lo up; }
    port=$id.${interface#eth}
    ip -n wire link add "$port" type veth peer name "$interface" netns "$id"
    ip -n wire link set "$port" master "$span" up
    ip -n "$id" link set "$interface" address "$mac"
    ip -n "$id" address add "$address" dev "$interface"
    [ "$second" = - ] || ip -n "$id" address add "$second" dev "$interface"
    ip -n "$id" link set "$interface" up
    ip netns exec "$id" "$PYTHON" "$PROGRAMS/offload_off.py" "$interface"
    ip netns exec "$id" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf."$interface".rp_filter=0
done < "$HERE/hosts.tsv"

for firewall in fw-sis fw-dmz fw-corp; do ip netns exec $firewall sysctl -qw net.ipv4.ip_forward=1; done
for host in sis-logic sis-ews; do ip -n $host route add default via 10.10.1.1; done
for host in hmi-1 ews-1; do ip -n $host route add 10.10.1.0/24 via 10.10.3.254; done
ip -n ews-1 route add 10.20.1.0/24 via 10.10.3.253
ip -n broker route add 10.10.3.0/24 via 10.20.1.254
for host in historian broker; do ip -n $host route add default via 10.20.1.1; done
ip -n corp-client route add 10.20.1.0/24 via 10.30.0.1

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

authority() {    # the rules by which `openssl ca` signs
    printf '%s\n' '[ca]' 'default_ca = d' '[d]' "database = $W/ca/index" "serial = $W/ca/serial" "new_certs_dir = $W/ca" \
        'default_md = sha256' 'policy = p' 'unique_subject = no' '[p]' 'organizationName = optional' 'commonName = supplied' > ca/conf
    : > ca/index; [ -e ca/serial ] || openssl rand -hex 16 > ca/serial
}
issue() {    # name, subject, from, until, extensions, signer (name, or empty for itself)
    printf '%s\n' "$5" > "ca/$1.ext"
    openssl req -new -key "$1.key" -subj "$2" -out "ca/$1.csr" 2> /dev/null
    local by=(-selfsign -keyfile "$1.key")
    [ -z "$6" ] || by=(-cert "$6.crt" -keyfile "$6.key")
    openssl rand -hex 16 > ca/serial
    openssl ca -batch -notext -config ca/conf "${by[@]}" -in "ca/$1.csr" -out "$1.crt" -startdate "$3" -enddate "$4" \
        -extfile "ca/$1.ext" > "log/ca-$1" 2>&1 || fail "certificate $1" "ca-$1"
}
authority
openssl genrsa -out plant-ca.key 2048 2> /dev/null
openssl genrsa -out historian.key 2048 2> /dev/null
openssl ecparam -name prime256v1 -genkey -noout -out broker.key
issue plant-ca '/O=Refinery Example/CN=Refinery Example Plant CA' 20220101000000Z 20450101000000Z \
    $'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash' ''
issue historian '/O=Refinery Example/CN=historian.refinery.example' 20230301000000Z 20250301000000Z \
    $'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:historian.refinery.example,IP:10.20.1.7' plant-ca
issue broker '/O=Refinery Example/CN=broker.refinery.example' 20250101000000Z 20500101000000Z \
    $'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:broker.refinery.example,IP:10.20.1.9' ''

# ---- programs --------------------------------------------------------------------------------------------------------

on() {    # host, program...: run in the foreground on a host
    local host=$1; shift
    ip netns exec "$host" unshare --uts sh -c 'hostname "$0"; exec "$@"' "$host" "$@"
}
serve() {    # host, log name, program...: start a server and leave it
    local host=$1 log=$2; shift 2
    on "$host" "$@" > "log/$log" 2>&1 < /dev/null &
}
TASKS=()
task() {    # host, log name, program...: start a client that must end well
    local host=$1 log=$2; shift 2
    on "$host" "$@" > "log/$log" 2>&1 < /dev/null &
    TASKS+=("$!:$log")
}
py() { echo "$PYTHON" "$PROGRAMS/$1.py"; }    # neither path may hold a blank: see the check below
case $HERE$PYTHON in *[[:space:]]*) fail "the path of this folder may not hold a blank" ;; esac

time_server() { printf '%s\n' 'local stratum 1' 'allow' 'cmdport 0' 'bindcmdaddress /' 'user root' "pidfile $W/$1.pid"; }
time_client() { printf '%s\n' "server $2 iburst minpoll 3 maxpoll 3" 'cmdport 0' 'bindcmdaddress /' 'user root' "pidfile $W/$1.pid"; }
for server in sis-ntp ntp-1 corp-ntp; do
    time_server $server > $server.chrony
    serve $server $server.chronyd chronyd -x -d -f $W/$server.chrony
done

serve sis-logic sis-logic $(py modbus_server) 10.10.1.10 'Schneider Electric' 'TM3SAK6R' 'V2.10' 'Safety logic (simulated)' 'SIS-LOGIC'
serve plc-102 plc-102 $(py modbus_server) 10.10.3.5 'Schneider Electric' 'BMX P34 2020' 'V3.20' 'Modicon M340 (simulated)' 'BMX P34 2020'
serve analyser analyser $(py modbus_server) 198.51.100.12 'Yokogawa' 'GC8000' 'R1.05' 'Gas chromatograph (simulated)' 'GC8000'
serve plc-101 plc-101 $(py s7_server) 10.10.3.4
printf '%s\n' '[Identity]' 'Serial Number = 7210331' > cpppo.cfg
serve plc-201 plc-201 "$PYTHON" -m cpppo.server.enip -c $W/cpppo.cfg -a 10.10.3.6:44818 'TANK_LEVEL=REAL[4]' 'FLOW=DINT[8]'
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

for host in sw-1 ews-1; do
    ssh-keygen -q -t ed25519 -N '' -C "$host" -f $host.hostkey
    printf '%s\n' "HostKey $W/$host.hostkey" "PidFile $W/$host.sshd.pid" "AuthorizedKeysFile $W/engineer.pub" 'StrictModes no' \
        'PasswordAuthentication no' 'KbdInteractiveAuthentication no' 'UsePAM no' 'UseDNS no' 'PrintMotd no' 'PrintLastLog no' > $host.sshd
done
ssh-keygen -q -t ed25519 -N '' -C engineer -f engineer
{ echo "10.10.3.2 $(cat sw-1.hostkey.pub)"; echo "10.10.3.30 $(cat ews-1.hostkey.pub)"; } > known_hosts
SSH="ssh -F none -i $W/engineer -o UserKnownHostsFile=$W/known_hosts -o BatchMode=yes"
serve sw-1 sw-1.sshd /usr/sbin/sshd -D -e -f $W/sw-1.sshd -o ListenAddress=10.10.3.2
serve ews-1 ews-1.sshd /usr/sbin/sshd -D -e -f $W/ews-1.sshd -o ListenAddress=10.10.3.30

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
echo 'nameserver 10.30.0.53' > resolv.corporate
sed 's/^hosts:.*/hosts: dns/' nsswitch > nsswitch.corporate
RESOLVER=(unshare --mount sh -c "mount --bind $W/resolv.corporate $RESOLV &&
    mount --bind $W/nsswitch.corporate /etc/nsswitch.conf && exec \"\$@\"" resolver)
sleep 3
for setting in 'lldp tx-interval 10' 'system hostname sw-1' 'system capabilities enabled bridge' \
    'ports eth0 lldp portdescription Port-8'; do
    # shellcheck disable=SC2086
    lldpcli -u $W/lldpd.socket configure $setting > log/lldpcli 2>&1 || fail "lldpcli $setting" lldpcli
done

# ---- recording -------------------------------------------------------------------------------------------------------

declare -A POINT=([sis]=span-sis [control]=span-control [dmz]=span-dmz [corporate]=span-corporate)
RECORDERS=()
for name in sis control dmz corporate; do
    $W_EXEC dumpcap -q -i ${POINT[$name]} -w $W/$name.raw > log/dumpcap-$name 2>&1 &
    RECORDERS+=($!)
done
for name in sis control dmz corporate; do
    for _ in $(seq 50); do grep -q '^File:' log/dumpcap-$name && break; sleep 0.1; done
done
sleep 0.5
START=$SECONDS
at() { local left=$(($1 - (SECONDS - START))); [ $left -le 0 ] || sleep $left; }
rest() { echo $((DURATION - (SECONDS - START) - 3)); }    # how long a poll may still go on

echo "recording for $DURATION s"
for client in sis-logic:10.10.1.8 sis-ews:10.10.1.8 plc-101:10.10.3.8 plc-102:10.10.3.8 plc-201:10.10.3.8 sw-1:10.10.3.8 hmi-1:10.10.3.8 \
    ews-1:10.10.3.8 collector:10.10.3.8 diode-tx:10.10.3.8 corp-client:10.30.0.8; do
    host=${client%:*}
    time_client $host ${client#*:} > $host.chrony
    serve $host $host.chronyd chronyd -x -d -f $W/$host.chrony
done
task hmi-1 hmi-plc-102 $(py modbus_poll) 10.10.3.20 10.10.3.5 "$(rest)" 1.5 identify holding input write
task hmi-1 hmi-sis-logic $(py modbus_poll) 10.10.3.20 10.10.1.10 "$(rest)" 2 holding
task hmi-1 hmi-analyser $(py modbus_poll) 198.51.100.20 198.51.100.12 "$(rest)" 3 identify input
task hmi-1 hmi-plc-101 $(py s7_client) 10.10.3.4 "$(rest)" 1.5
task sis-ews sis-ews $(py modbus_poll) 10.10.1.20 10.10.1.10 "$(rest)" 4 identify holding input
task collector collector $(py collector) 10.10.3.5 198.51.100.12 198.51.100.40 10.10.3.50 "$(rest)" 3
task hmi-1 cip-identify $(py cip_identify) 10.10.3.6
at 3
task hmi-1 cip-poll $(py cip_poll) 10.10.3.6 "$(rest)" 2
snmp() {
    on collector env SNMP_PERSISTENT_DIR=$W/snmp-client snmpget -v3 -l authPriv -u monitor -a SHA-256 -A poll-2f60-demo-auth -x AES -X poll-2f60-demo-priv \
        10.10.3.2 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.3.0 1.3.6.1.2.1.2.2.1.10.1 > log/snmpget 2>&1 || fail "snmpget" snmpget
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

at 12; echo "  look-alike: Telnet to plc-102, which refuses"
on ews-1 timeout 5 telnet 10.10.3.5 > log/telnet-refused 2>&1 < /dev/null || true
grep -q 'Connection refused' log/telnet-refused || fail "plc-102 did not refuse Telnet" telnet-refused

at 15; echo "  fault: undeclared Modbus write from ews-1 into sis-logic"
on ews-1 $(py modbus_write) 10.10.3.30 10.10.1.10 110 275 > log/fault-write 2>&1 || fail "the write was refused" fault-write

at 20; echo "  normal: SNMPv3, SSH ews-1 to sw-1"
snmp
on ews-1 $SSH engineer@10.10.3.2 'echo ports: 8' > log/ssh-sw-1 2>&1 || fail "ssh to sw-1" ssh-sw-1

at 23; echo "  fault: Telnet log-in on sw-1 from hmi-1"
on hmi-1 $(py telnet_login) 10.10.3.2 $TELNET_USER $TELNET_PASSWORD 'echo port 3: up' > log/fault-telnet 2>&1 ||
    fail "Telnet log-in" fault-telnet

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

at 37; echo "  fault: TLS to the historian, whose certificate has expired"
request historian.refinery.example trend.json -tls1_2
grep -q 'Verify return code: 10 (certificate has expired)\|Verify return code: 19\|Verify return code: 20\|Verify return code: 21' \
    log/s_client-historian.refinery.example || fail "the client did not see an unverified certificate"
grep -q FIC-101 log/s_client-historian.refinery.example || fail "no data from the historian"

at 42; snmp
request broker.refinery.example sessions.html -tls1_2 -CAfile broker.crt -verify_return_error

at $((DURATION - 3))
for entry in "${TASKS[@]}"; do
    wait "${entry%%:*}" || fail "${entry#*:} did not end well" "${entry#*:}"
done
at "$DURATION"
kill -INT "${RECORDERS[@]}"
for recorder in "${RECORDERS[@]}"; do wait "$recorder" || true; done

# ---- comments, checks, result ----------------------------------------------------------------------------------------

package() { dpkg-query -W -f '${Package} ${Version}' "$1"; }
python_package() { "$PYTHON" -c "import importlib.metadata as m; print('$1', m.version('$1'))"; }
stacks_base="$(package wireshark-common) (dumpcap), Linux TCP/IP"
MODBUS=$(python_package pymodbus) SNAP7="$(python_package python-snap7) (Snap7 1.4.2)"
CIP="$(python_package cpppo), $(python_package pycomm3)" TLS=$(package openssl) CHRONY=$(package chrony)
SWITCH="$(package snmpd), $(package snmp), $(package inetutils-telnetd), $(package inetutils-telnet), $(package lldpd)"
SSHD="$(package openssh-server), $(package openssh-client)"
declare -A STACKS=(
    [sis]="$MODBUS; $CHRONY"
    [control]="$MODBUS; $SNAP7; $CIP; $CHRONY; $SWITCH; $SSHD"
    [dmz]="$TLS; $SSHD"
    [corporate]="$TLS; $(package dnsmasq-base); $CHRONY")
declare -A SEES=(
    [sis]="mirror of the safety network sis-net" [control]="mirror of the control network control-net"
    [dmz]="mirror of the network dmz-net" [corporate]="mirror of the corporate network corp-net at its firewall")
mkdir -p out
for name in sis control dmz corporate; do
    echo "Ringwall example plant refinery, $name: ${SEES[$name]}, recorded by examples/refinery/record/record.sh. Each end was" \
        "a separate program in its own network namespace; controllers are simulated, their identities made up. Stacks:" \
        "${STACKS[$name]}; $stacks_base." > comment
    "$PYTHON" "$PROGRAMS/label_pcapng.py" $W/$name.raw out/$name.pcapng comment "${POINT[$name]}" "${SEES[$name]}"
done
"$HERE/verify.sh" out > out/README.md ||
    { [ -z "${KEEP:-}" ] || cp out/* "$KEEP/"; fail "the recording is not as it should be"; }
mkdir -p "$CAPTURES"
cp out/README.md out/*.pcapng "$CAPTURES/"
echo "done: $(ls -s --block-size=1024 "$CAPTURES"/*.pcapng | awk '{ n += $1 } END { print n }') KiB in ../captures"
