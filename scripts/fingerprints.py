#!/usr/bin/env python3
"""Records how clients show themselves: writes the recorded rows of crates/dissect/data/{dhcp-clients,tls-clients}.tsv.

    scripts/fingerprints.py dhcp
    scripts/fingerprints.py tls RINGWALL

Runs each client below that is installed (their names on PATH) once. dhcp: as root, in a network namespace of its own, opposite dnsmasq; what it
asks for is read with tshark. tls: by name and by address, against a port that takes the first message and hangs up; RINGWALL, the program, tells the
fingerprints. Rows of clients that were recorded are written anew, those of others and those from foreign captures stay.
"""
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

DATA = pathlib.Path(__file__).parent.parent / "crates/dissect/data"
RECORDED = "recorded: "
# What is compiled first takes longer.
COMPILED_SECONDS = 90
# Libraries inside programs, whose version nobody tells.
INSIDE = ("rustls", "BoringSSL")

# Name, system it runs on where there is only one, command that tells its version, arguments. {t} is an empty folder, {i} the interface.
DHCP = [
    ("ISC dhclient", "", "dhclient --version", "dhclient -1 -d -sf /bin/true -lf {t}/lease -pf {t}/pid -cf /dev/null {i}"),
    ("ISC dhclient of Debian", "Linux", "dhclient --version", "dhclient -1 -d -sf /bin/true -lf {t}/lease -pf {t}/pid -cf {t}/debian.conf {i}"),
    ("dhcpcd", "", "dhcpcd --version", "dhcpcd -4 -B -f {t}/dhcpcd.conf -c /bin/true {i}"),
    ("BusyBox udhcpc", "Linux", "busybox --help", "busybox udhcpc -i {i} -n -q -f -s /bin/true"),
    ("systemd-networkd", "Linux", "systemd-networkd --version", "unshare -m sh {t}/networkd {i}"),
    ("ConnMan", "Linux", "connmand -v", "unshare -m sh {t}/connman {i}"),
]
# What they are told; what they would write about the machine's own network goes nowhere. Debian's is the list of /etc/dhcp/dhclient.conf, dhcpcd's that of the /etc/dhcpcd.conf it is installed with.
FILES = {
    "debian.conf": "option rfc3442-classless-static-routes code 121 = array of unsigned integer 8;\nrequest subnet-mask, broadcast-address, "
    "time-offset, routers, domain-name, domain-name-servers, domain-search, host-name, netbios-name-servers, netbios-scope, interface-mtu, "
    "rfc3442-classless-static-routes, ntp-servers;\n",
    "dhcpcd.conf": "duid\npersistent\nvendorclassid\noption domain_name_servers, domain_name, domain_search\noption classless_static_routes\n"
    "option interface_mtu\noption host_name\noption rapid_commit\nrequire dhcp_server_identifier\n",
    "networkd": "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases\n"
    "printf '[Match]\\nName=%s\\n[Network]\\nDHCP=ipv4\\n' $1 >/run/systemd/network/10.network\n"
    "{ cat /etc/passwd; echo systemd-network:x:998:998::/:/bin/false; } >/run/passwd && mount --bind /run/passwd /etc/passwd\n"
    "chmod -R a+rwX /run/systemd; mount -o remount,ro /sys; export container=lxc; exec systemd-networkd\n",
    "connman": "mount -t tmpfs tmpfs /run && mkdir -p /run/lib/connman /run/dbus && mount --bind /run/lib /var/lib\n"
    ": >/run/resolv.conf && mount --bind /run/resolv.conf /etc/resolv.conf || exit 1\n"
    "echo '<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><policy context=\"default\"><allow own=\"*\"/>"
    "<allow send_destination=\"*\"/><allow receive_sender=\"*\"/></policy></busconfig>' >/run/bus.conf\n"
    "dbus-daemon --config-file=/run/bus.conf --nofork --nopidfile & sleep 1\nconnmand -n -I lo\nkill $!\n",
}

# The library Python links.
PYTHON = "python3 -c 'import ssl;print(ssl.OPENSSL_VERSION)'"

# Library as Debian links it, command that tells its version (where it is in the program, that of the program), program, arguments. {h} is the host, {p}
# the port, {t} an empty folder.
TLS = [
    ("OpenSSL", "openssl version", "openssl s_client", "openssl s_client -connect {h}:{p}"),
    ("OpenSSL", "openssl version", "curl", "curl -sk https://{h}:{p}/"),
    ("OpenSSL", "openssl version", "mosquitto_pub", "mosquitto_pub -h {h} -p {p} -t t -m m --tls-use-os-certs"),
    ("OpenSSL", "openssl version", "socat", "socat - openssl-connect:{h}:{p},verify=0"),
    ("OpenSSL", "openssl version", "w3m", "w3m -dump https://{h}:{p}/"),
    ("OpenSSL", PYTHON, "Python http.client",
     "python3 -c 'import http.client as h,ssl;h.HTTPSConnection(\"{h}\",{p},context=ssl._create_unverified_context()).request(\"GET\",\"/\")'"),
    ("OpenSSL", PYTHON, "Python ssl",
     "python3 -c 'import socket,ssl;c=ssl.create_default_context();c.wrap_socket(socket.create_connection((\"{h}\",{p})),server_hostname=\"{h}\")'"),
    ("OpenSSL", PYTHON, "Python requests",
     "python3 -c 'import requests;requests.get(\"https://{h}:{p}/\",verify=False)'"),
    ("OpenSSL", PYTHON, "Paho MQTT for Python",
     "python3 -c 'import paho.mqtt.client as m;c=m.Client(m.CallbackAPIVersion.VERSION2);c.tls_set();c.connect(\"{h}\",{p})'"),
    ("GnuTLS", "gnutls-cli --version", "git", "git -c http.sslVerify=false ls-remote https://{h}:{p}/"),
    ("GnuTLS", "gnutls-cli --version", "gnutls-cli", "gnutls-cli --insecure -p {p} {h}"),
    ("GnuTLS", "gnutls-cli --version", "wget", "wget -qO- --tries 1 --no-check-certificate https://{h}:{p}/"),
    ("GnuTLS", "gnutls-cli --version", "lftp", "lftp -c 'set net:max-retries 1; open https://{h}:{p}/; ls'"),
    ("GnuTLS", "gnutls-cli --version", "aria2", "aria2c -q -m 1 -d {t} --check-certificate=false https://{h}:{p}/f"),
    ("GnuTLS", "gnutls-cli --version", "lynx", "lynx -dump https://{h}:{p}/"),
    ("Java JSSE", "java -version", "keytool", "keytool -printcert -sslserver {h}:{p}"),
    ("BoringSSL", "chromium --version", "Chromium", "chromium --headless --no-sandbox --user-data-dir={t}/c --dump-dom https://{h}:{p}/"),
    ("rustls", "uv --version", "uv", "uv --no-cache tool run --index-url https://{h}:{p}/ x"),
    ("rustls", "deno --version", "Deno", "deno eval 'await fetch(\"https://{h}:{p}/\")'"),
]
# The versions of Node.js (its own OpenSSL) and Go that stand as node-* and go-* in the folder FINGERPRINTS_MORE, each with its name behind the hyphen.
NODE = ("node -p process.versions.openssl", 'node -e \'require("tls").connect({{host:"{h}",port:{p},servername:"{n}"}}).on("error",()=>0)\'')
GO = ("go version", "go run {t}/dial.go {h}:{p}")
DIAL = 'package main\nimport ("crypto/tls"; "os")\nfunc main() { tls.Dial("tcp", os.Args[1], &tls.Config{}) }\n'


def version(command, environment=None):
    told = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, env=environment)
    found = re.search(r"\d+(?:\.\d+)+\w*(?:-P\d+)?|\b\d{3}\b", told.stdout + told.stderr)
    return found[0] if told.returncode != 127 and found else None


def run(command, environment=None, seconds=10):
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, shell=True, start_new_session=True, env=environment, **quiet)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 15)
        process.wait()


def system():
    told = dict(re.findall(r'^(\w+)="?([^"\n]*)', pathlib.Path("/etc/os-release").read_text(encoding="utf-8"), re.MULTILINE))
    return f"{told['NAME'].split()[0]} {told.get('VERSION_ID', '')}".strip()


def write(name, columns, rows, key):
    """Keeps rows whose key was not recorded now."""
    file = DATA / f"{name}.tsv"
    old = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]] if file.exists() else []
    now = {key(row) for row in rows}
    rows += [row for row in old if not row[-1].startswith(RECORDED) or key(row) not in now]
    lines = ["\t".join(row) for row in [columns, *sorted(rows)]]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def dhcp():
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            (pathlib.Path(folder) / name).write_text(text, encoding="utf-8")
        for name, runs_on, tells, command in DHCP:
            if number := version(tells):
                wanted = asked(folder, command)
                rows += [[wanted, "", name, runs_on, f"{RECORDED}{number}, {system()}"]] if wanted else []
                print(f"{name} {number}: {wanted or 'asked for nothing'}")
    write("dhcp-clients", ["wanted", "class", "software", "system", "source"], rows, lambda row: row[0])


def asked(folder, command):
    """What a client asks for with its first message, as numbers."""
    server, client, capture = "ringwall-s", "ringwall-c", f"{folder}/capture.pcapng"
    shell = lambda text: subprocess.run(text, shell=True, check=False, capture_output=True, text=True).stdout
    for one in (server, client):
        shell(f"ip netns add {one}")
    shell(f"ip link add s0 netns {server} type veth peer name c0 netns {client}; ip -n {server} addr add 10.77.0.1/24 dev s0; ip -n {server} link set s0 up")
    for link in ("lo", "c0"):
        shell(f"ip -n {client} link set {link} up")
    inside = ["ip", "netns", "exec", server]
    serve = [*inside, "dnsmasq", "-d", "-C", "/dev/null", "-p", "0", "-i", "s0", "--bind-interfaces", "--dhcp-range=10.77.0.50,10.77.0.90,2m", f"--dhcp-leasefile={folder}/leases"]
    beside = [subprocess.Popen(one, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for one in (serve, [*inside, "dumpcap", "-q", "-i", "s0", "-w", capture])]
    time.sleep(2)
    run(f"ip netns exec {client} {command.format(t=folder, i='c0')}")
    for process in beside:
        process.terminate()
        process.wait()
    for one in (server, client):
        shell(f"ip netns delete {one}")
    options = shell(f"tshark -n -r {capture} -Y dhcp.type==1 -T fields -E aggregator=, -E occurrence=a -e dhcp.option.request_list_item")
    return next((line for line in options.splitlines() if line), None)


def tls(ringwall):
    hellos, taken, rows = [], [], {}
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, args=(listener, taken), daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "dial.go").write_text(DIAL, encoding="utf-8")
        for library, tells, program, command, environment in clients():
            if number := version(tells, environment):
                for host, name in (("localhost", "localhost"), ("127.0.0.1", "")):
                    taken.clear()
                    seconds = COMPILED_SECONDS if program.startswith("Go ") else 10
                    run(command.format(h=host, n=name, p=listener.getsockname()[1], t=folder), environment, seconds)
                    hellos += [((library, number, program), taken[0])] if taken else []
        for (library, number, program), fingerprint in fingerprints(ringwall, hellos, folder):
            rows.setdefault(fingerprint, []).append((library, number, program))
    told = []
    for fingerprint, by in rows.items():
        libraries = sorted({library if library in INSIDE else f"{library} {series(number)}" for library, number, _ in by})
        programs = sorted({f"{program} ({number})" for _, number, program in by})
        told.append([fingerprint, " or ".join(libraries), f"{RECORDED}{', '.join(programs)}, {system()}"])
    write("tls-clients", ["ja4", "library", "source"], told, lambda row: row[0])


def series(number):
    """The first two numbers of a version: where several of a series were recorded, they offered the same."""
    return ".".join(re.findall(r"\d+", number)[:2])


def clients():
    plain = dict(os.environ)
    yield from ((*row, plain) for row in TLS)
    more = pathlib.Path(os.environ.get("FINGERPRINTS_MORE", "/nonexistent"))
    for kind, library, program, (tells, command) in (("node", "OpenSSL", "Node.js", NODE), ("go", "Go crypto/tls", "Go", GO)):
        for one in sorted(more.glob(f"{kind}-*")):
            environment = plain | {"PATH": f"{one / 'bin'}:{plain['PATH']}", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
            environment.pop("GOROOT", None)
            yield library, tells, f"{program} {one.name.split('-')[1]}", command, environment


def accept(listener, taken):
    """Takes the first record of every client whole, and hangs up."""
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(2)
            data = b""
            try:
                while len(data) < 5 or len(data) < 5 + int.from_bytes(data[3:5], "big"):
                    more = connection.recv(4096)
                    if not more:
                        break
                    data += more
            except OSError:
                pass
            taken.append(data)


def fingerprints(ringwall, hellos, folder):
    """Each hello with its fingerprint: a capture in which the client of each has an address of its own."""
    capture = pathlib.Path(folder) / "hellos.pcap"
    packets = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)]
    for number, (_, hello) in enumerate(hellos):
        address = bytes([10, 0, number >> 8, number & 255])
        transport = struct.pack(">HHIIBBHHH", 40000, 443, 1, 1, 0x50, 0x18, 65535, 0, 0)
        header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(hello), 0, 0, 64, 6, 0, address, bytes([192, 0, 2, 1]))
        packet = header + transport + hello
        packets.append(struct.pack("<IIII", number, 0, len(packet), len(packet)) + packet)
    capture.write_bytes(b"".join(packets))
    told = json.loads(subprocess.run([ringwall, "discover", "--json", capture], capture_output=True, check=False).stdout)
    by_address = {}
    for asset in told["assets"]:
        for evidence in asset["evidence"]:
            if evidence["attribute"] == "software" and evidence["value"].startswith("JA4 "):
                by_address |= {ip: evidence["value"][4:] for interface in asset["interfaces"] for ip in interface["ips"]}
    for number, (who, _) in enumerate(hellos):
        fingerprint = by_address.get(f"10.0.{number >> 8}.{number & 255}")
        print(*who, fingerprint)
        if fingerprint:
            yield who, fingerprint


if sys.argv[1:2] == ["dhcp"]:
    dhcp()
else:
    tls(sys.argv[2])
