# What the recorders of all examples share. An example's record.sh sets HERE (its folder) and EXAMPLE (its name), sources this
# file, and then builds its plant with the functions below, in the order in which they stand here.
#
# shellcheck shell=bash disable=SC2034
COMMON=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PROGRAMS=$COMMON/programs
CAPTURES=$(dirname "$HERE")/captures
PYTHON=${PYTHON:-$COMMON/.venv/bin/python}
SNAP7_3=$(dirname "$(dirname "$PYTHON")")/snap7-3    # python-snap7 3, beside the release around the C library
DURATION=${SECONDS_RECORDED:-60}
DEBIAN_PACKAGES="bash iproute2 nftables iputils-arping openssl snmp snmpd snmptrapd inetutils-telnet inetutils-telnetd openssh-client
    openssh-server chrony lldpd dnsmasq-base login procps hostname nmap wireshark-common tshark python3 python3-venv"
W=/run/recorder

fail() {    # message [log to show]
    echo "record.sh: $1" >&2
    [ $# = 1 ] || [ ! -s "log/$2" ] || sed 's/^/    /' "log/$2" | tail -20 >&2
    exit 1
}

# ---- before anything: what is needed, and the private namespaces -------------------------------------------------------

install_all() {
    # Policy: the daemons are wanted as programs only, not as services of this machine.
    local policy=/usr/sbin/policy-rc.d
    # shellcheck disable=SC2064
    [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' > $policy; chmod 755 $policy; trap "rm -f $policy" EXIT; }
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $DEBIAN_PACKAGES
    python3 -m venv "$COMMON/.venv"
    "$COMMON/.venv/bin/pip" install --quiet -r "$COMMON/requirements.txt"
    "$COMMON/.venv/bin/pip" install --quiet --no-deps --target "$COMMON/.venv/snap7-3" -r "$COMMON/requirements-snap7-3.txt"
}

# Everything after this runs in private network, mount, process, host-name and IPC namespaces. When this shell ends, for
# whatever reason, the kernel ends every program in them and with them every interface.
begin() {    # the arguments of record.sh
    if [ "${1:-}" = --install ]; then install_all; exit 0; fi
    [ $# = 0 ] || fail "unknown argument $1"
    [ "$(id -u)" = 0 ] || fail "needs root, for network namespaces"
    [ "$DURATION" -ge 55 ] && [ "$DURATION" -le 120 ] || fail "SECONDS_RECORDED must be 55 to 120"
    local program
    for program in ip bridge nft arping openssl snmpd snmpget snmpset snmptrap snmptrapd telnet telnetd ssh sshd ssh-keygen chronyd lldpd \
        lldpcli dnsmasq login nmap dumpcap tshark sysctl hostname unshare taskset nice timeout; do
        PATH=$PATH:/usr/sbin:/sbin command -v $program > /dev/null || fail "$program is missing: run $0 --install"
    done
    "$PYTHON" -c 'import pymodbus, snap7, cpppo, pycomm3, opendnp3, c104, asyncua, aiosmtpd' 2> /dev/null && [ -d "$SNAP7_3" ] ||
        fail "Python packages of requirements.txt are missing: run $0 --install, or set PYTHON"
    case $HERE$PYTHON in *[[:space:]]*) fail "the path of this folder may not hold a blank" ;; esac    # see py()
    [ -n "${RINGWALL_RECORDER:-}" ] || { record_and_check; exit 0; }
}

record_and_check() {
    # One processor for all: on several, a mirror may show an answer before its question. First in line on it, for what happens
    # follows the clock whatever else the machine does.
    local cpu
    cpu=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status)
    OUT=$(mktemp -d)
    trap 'rm -rf "$OUT"' EXIT
    env -i RINGWALL_RECORDER=inside PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        TERM=vt100 PYTHON="$PYTHON" PYTHONDONTWRITEBYTECODE=1 SECONDS_RECORDED="$DURATION" OUT="$OUT" \
        timeout --kill-after=5 180 nice -n -15 taskset --cpu-list "$cpu" \
        unshare --net --mount --pid --uts --ipc --fork --kill-child=KILL --mount-proc "$0" || fail "nothing was recorded"
    # Checking takes longer than recording on a busy machine; it needs neither the namespaces nor their time limit.
    "$HERE/verify.sh" "$OUT" > "$OUT/README.md" ||
        { [ -z "${KEEP:-}" ] || cp "$OUT"/* "$KEEP/"; fail "the recording is not as it should be"; }
    mkdir -p "$CAPTURES"
    cp "$OUT"/README.md "$OUT"/*.pcapng "$CAPTURES/"
    "$PYTHON" "$PROGRAMS/follow_pins.py" "$(dirname "$HERE")"
    echo "done: $(ls -s --block-size=1024 "$CAPTURES"/*.pcapng | awk '{ n += $1 } END { print n }') KiB in ../captures"
}

# ---- a private /run, log folder and account list -----------------------------------------------------------------------

hide() { mount --bind "$2" "$1"; }    # our file in the place of the machine's, for our programs only

private_machine() {    # account:number:password (an account with an empty password cannot log in by one)...
    mount -t tmpfs none /run
    mount -t tmpfs none /var/log
    mkdir -p $W/log $W/www $W/ca $W/bin /run/netns /run/sshd /run/lldpd /run/chrony
    chmod 755 $W
    touch /run/utmp /var/log/wtmp /var/log/lastlog /var/log/btmp
    cd $W
    # copies: on a machine with AppArmor the installed paths may read their usual folders only
    local program
    for program in chronyd lldpd dnsmasq snmpd snmptrapd; do cp "$(command -v $program)" bin/; done
    PATH=$W/bin:$PATH
    accounts "$@"
    { echo 127.0.0.1 localhost
      awk -F'\t' '!/^#/ && !seen[$1]++ { split($4, a, "/"); print a[1], $1 }' "$HERE/hosts.tsv"; } > hosts
    printf '%s\n' 'passwd: files' 'group: files' 'shadow: files' 'hosts: files' > nsswitch
    : > resolv
    hide /etc/hosts hosts; hide /etc/nsswitch.conf nsswitch
    RESOLV=$(readlink -f /etc/resolv.conf)    # may lie in /run, which is ours now
    mkdir -p "$(dirname "$RESOLV")" && { [ -e "$RESOLV" ] || : > "$RESOLV"; } && hide "$RESOLV" resolv
}

accounts() {
    local account name number password
    : > accounts; : > secrets
    for account in "$@"; do
        IFS=: read -r name number password <<< "$account"
        mkdir -p "$W/home/$name"
        echo "$name:x:$number:$number::$W/home/$name:/bin/bash" >> accounts
        [ -n "$password" ] && password=$(openssl passwd -6 "$password") || password='*'
        echo "$name:$password:20000::::::" >> secrets
    done
    { grep -E '^(root|nobody|sshd|_lldpd|_chrony|Debian-snmp|tcpdump):' /etc/passwd; cat accounts; } > passwd
    { grep -E '^(root|nogroup|tty|utmp|sshd|_lldpd|_chrony|Debian-snmp|wireshark|tcpdump):' /etc/group
      awk -F: '{ print $1 ":x:" $3 ":" }' accounts; } > group
    { cat secrets; echo 'root:*:20000::::::'; } > shadow
    chmod 600 shadow; rm secrets
    hide /etc/passwd passwd; hide /etc/group group; hide /etc/shadow shadow
    for account in "$@"; do chown -R "${account%%:*}:" "home/${account%%:*}"; done
    { for name in auth account session password; do echo "$name required pam_unix.so"; done; } > pam
    hide /etc/pam.d/login pam
}
prompt() { echo "PS1='$2\$ '" > "home/$1/.bash_profile"; }    # account, host: the shell tells nothing about this machine

# ---- wires: a bridge for each network, recorded as a mirror port of the switch shows it --------------------------------

W_EXEC="ip netns exec wire"
quiet() { $1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2> /dev/null || true; }

bridge_up() {    # name
    ip -n wire link add "$1" type bridge stp_state 0 forward_delay 0 mcast_snooping 0
    ip -n wire link set "$1" type bridge group_fwd_mask 0x4000    # a mirror port shows LLDP too
    ip -n wire link set "$1" up
}

build_wires() {    # bridge...; the hosts stand in hosts.tsv
    local span id interface address mac second port extra
    echo "building the plant"
    ip netns add wire
    quiet "$W_EXEC"
    for span in "$@"; do bridge_up "$span"; done
    while IFS=$'\t' read -r id span interface address mac second; do
        [ "${id#\#}" = "$id" ] || continue
        [ -e "/run/netns/$id" ] || { ip netns add "$id"; quiet "ip netns exec $id"; ip -n "$id" link set lo up; }
        port=$id.${interface#eth}
        ip -n wire link add "$port" type veth peer name "$interface" netns "$id"
        ip -n wire link set "$port" master "$span" up
        ip -n "$id" link set "$interface" address "$mac"
        ip -n "$id" address add "$address" dev "$interface"
        for extra in ${second//,/ }; do [ "$extra" = - ] || ip -n "$id" address add "$extra" dev "$interface"; done
        ip -n "$id" link set "$interface" up
        ip netns exec "$id" "$PYTHON" "$PROGRAMS/offload_off.py" "$interface"
        ip netns exec "$id" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf."$interface".rp_filter=0
    done < "$HERE/hosts.tsv"
}
forward() { local host; for host in "$@"; do ip netns exec "$host" sysctl -qw net.ipv4.ip_forward=1; done; }

# ---- keys and certificates, made anew for every recording --------------------------------------------------------------

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
rsa_key() { openssl genrsa -out "$1.key" 2048 2> /dev/null; }
AUTHORITY_EXTENSIONS=$'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash'

# ---- programs ----------------------------------------------------------------------------------------------------------

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
must() {    # host, log name, program...: run a client that must end well, and wait for it
    local host=$1 log=$2; shift 2
    on "$host" "$@" > "log/$log" 2>&1 < /dev/null || fail "$log did not end well" "$log"
}
ready() {    # host:t502 or host:u161...: wait until somebody listens there; how long that takes depends on the machine's load
    local what host port
    for what in "$@"; do
        host=${what%:*} port=${what#*:}
        for _ in $(seq 300); do
            [ -z "$(ip netns exec "$host" ss -Hnl"${port:0:1}" "sport = :${port:1}")" ] || continue 2
            sleep 0.1
        done
        fail "nobody listens on $host ${port:1}"
    done
}
py() { echo "$PYTHON" "$PROGRAMS/$1.py"; }    # neither path may hold a blank

time_server() {    # host: chrony that serves its network's time
    printf '%s\n' 'local stratum 1' 'allow' 'cmdport 0' 'bindcmdaddress /' 'user root' "pidfile $W/$1.pid" > "$1.chrony"
    serve "$1" "$1.chronyd" chronyd -x -d -f "$W/$1.chrony"
}
time_clients() {    # host:server...
    local client host
    for client in "$@"; do
        host=${client%:*}
        printf '%s\n' "server ${client#*:} iburst minpoll 3 maxpoll 3" 'cmdport 0' 'bindcmdaddress /' 'user root' "pidfile $W/$host.pid" \
            > "$host.chrony"
        serve "$host" "$host.chronyd" chronyd -x -d -f "$W/$host.chrony"
    done
}

# ssh servers that know the key `engineer`; the clients know the servers' keys
host_key() { ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$1.hostkey"; }    # name
ssh_server() {    # host, address, name of its key
    printf '%s\n' "HostKey $W/$3.hostkey" "PidFile $W/$1.sshd.pid" "AuthorizedKeysFile $W/engineer.pub" 'StrictModes no' \
        'PasswordAuthentication no' 'KbdInteractiveAuthentication no' 'UsePAM no' 'UseDNS no' 'PrintMotd no' 'PrintLastLog no' > "$1.sshd"
    echo "$2 $(cat "$3.hostkey.pub")" >> known_hosts
    serve "$1" "$1.sshd" /usr/sbin/sshd -D -e -f "$W/$1.sshd" -o "ListenAddress=$2"
}
ssh_keys() { ssh-keygen -q -t ed25519 -N '' -C engineer -f engineer; }
SSH="ssh -F none -i $W/engineer -o UserKnownHostsFile=$W/known_hosts -o BatchMode=yes"

RESOLVER=()
use_resolver() {    # address: the names of programs run with "${RESOLVER[@]}" come from this server
    echo "nameserver $1" > resolv.asked
    sed 's/^hosts:.*/hosts: dns/' nsswitch > nsswitch.asked
    RESOLVER=(unshare --mount sh -c "mount --bind $W/resolv.asked $RESOLV &&
        mount --bind $W/nsswitch.asked /etc/nsswitch.conf && exec \"\$@\"" resolver)
}

# ---- recording ---------------------------------------------------------------------------------------------------------

declare -A POINT SEES STACKS    # by capture: bridge, what it shows, whose stacks
NAMES=()
point() { NAMES+=("$1"); POINT[$1]=$2; SEES[$1]=$3; }    # capture, bridge, what it shows

RECORDERS=()
start_recording() {
    local name
    for name in "${NAMES[@]}"; do
        $W_EXEC dumpcap -q -B 16 -i "${POINT[$name]}" -w "$W/$name.raw" > "log/dumpcap-$name" 2>&1 &
        RECORDERS+=($!)
    done
    for name in "${NAMES[@]}"; do
        for _ in $(seq 100); do grep -q '^File:' "log/dumpcap-$name" && break; sleep 0.1; done
        grep -q '^File:' "log/dumpcap-$name" || fail "dumpcap did not start" "dumpcap-$name"
    done
    sleep 0.5
    START=$SECONDS
    echo "recording for $DURATION s"
}
at() { local left=$(($1 - (SECONDS - START))); [ $left -le 0 ] || sleep $left; }
rest() { echo $((DURATION - (SECONDS - START) - 3)); }    # how long a poll may still go on

finish_recording() {
    local entry recorder
    at $((DURATION - 3))
    for entry in "${TASKS[@]}"; do
        wait "${entry%%:*}" || fail "${entry#*:} did not end well" "${entry#*:}"
    done
    at "$DURATION"
    kill -INT "${RECORDERS[@]}"
    for recorder in "${RECORDERS[@]}"; do wait "$recorder" || true; done
}

# ---- comments ----------------------------------------------------------------------------------------------------------

package() { dpkg-query -W -f '${Package} ${Version}' "$1"; }
python_package() { "$PYTHON" -c "import importlib.metadata as m; print('$1', m.version('$1'))"; }

label_captures() {
    local name base
    base="$(package wireshark-common) (dumpcap), Linux TCP/IP"
    for name in "${NAMES[@]}"; do
        echo "Ringwall example plant $EXAMPLE, $name: ${SEES[$name]}, recorded by examples/$EXAMPLE/record/record.sh. Each end was" \
            "a separate program in its own network namespace; controllers are simulated, their identities made up. Stacks:" \
            "${STACKS[$name]}; $base." > comment
        "$PYTHON" "$PROGRAMS/label_pcapng.py" "$W/$name.raw" "$OUT/$name.pcapng" comment "${POINT[$name]}" "${SEES[$name]}"
    done
}
