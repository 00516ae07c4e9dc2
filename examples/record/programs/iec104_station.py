"""An IEC 60870-5-104 controlling station: lib60870-C (c104) over TLS with certificates on both sides; general
interrogation, one single command, and whatever the outstation reports.

usage: iec104_station.py TO COMMON-ADDRESS SECONDS CERTIFICATE KEY AUTHORITY PEER-CERTIFICATE
"""
import sys
import time

import c104

target, common, seconds, certificate, key, authority, peer = sys.argv[1:8]
security = c104.TransportSecurity(validate=True, only_known=True)
security.set_certificate(cert=certificate, key=key)
security.set_ca_certificate(cert=authority)
security.add_allowed_remote_certificate(cert=peer)
security.set_version(min=c104.TlsVersion.TLS_1_2, max=c104.TlsVersion.TLS_1_2)
client = c104.Client(transport_security=security)
connection = client.add_connection(ip=target, port=19998, init=c104.Init.INTERROGATION)
station = connection.add_station(common_address=int(common))
level = station.add_point(io_address=11, type=c104.Type.M_ME_NC_1)
valve = station.add_point(io_address=21, type=c104.Type.C_SC_NA_1)
client.start()
end = time.monotonic() + float(seconds)
while not connection.is_connected and time.monotonic() < end:
    time.sleep(0.2)
if not connection.is_connected:
    sys.exit(f"{target}: no connection")
time.sleep(4)
valve.value = True
if not valve.transmit(cause=c104.Cot.ACTIVATION):
    sys.exit(f"{target}: the command was refused")
time.sleep(max(0, end - time.monotonic()))
print("level", level.value, level.recorded_at or level.processed_at)
client.stop()
