"""An IEC 60870-5-104 outstation: lib60870-C (c104) behind TLS with certificates on both sides.

usage: iec104_outstation.py ADDRESS COMMON-ADDRESS CERTIFICATE KEY AUTHORITY PEER-CERTIFICATE
"""
import sys
import time

import c104

address, common, certificate, key, authority, peer = sys.argv[1:7]
security = c104.TransportSecurity(validate=True, only_known=True)
security.set_certificate(cert=certificate, key=key)
security.set_ca_certificate(cert=authority)
security.add_allowed_remote_certificate(cert=peer)
security.set_version(min=c104.TlsVersion.TLS_1_2, max=c104.TlsVersion.TLS_1_2)
server = c104.Server(ip=address, port=19998, transport_security=security)
station = server.add_station(common_address=int(common))
station.add_point(io_address=11, type=c104.Type.M_ME_NC_1, report_ms=2000)
valve = station.add_point(io_address=21, type=c104.Type.C_SC_NA_1)


def accept(point: c104.Point, previous_info: c104.Information, message: c104.IncomingMessage) -> c104.ResponseState:
    return c104.ResponseState.SUCCESS


valve.on_receive(callable=accept)
server.start()
while True:
    time.sleep(60)
