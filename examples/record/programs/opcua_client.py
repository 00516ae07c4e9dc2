"""An OPC UA client: asyncua. Asks for the endpoints over a channel without security, as discovery does, then opens a signed
and encrypted session, reads, and takes reports of a subscription.

usage: opcua_client.py TO SECONDS CERTIFICATE KEY SERVER-CERTIFICATE
"""
import asyncio
import logging
import sys

from asyncua import Client, ua
from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256

target, seconds, certificate, key, server = sys.argv[1:6]
url = f"opc.tcp://{target}:4840"
logging.basicConfig(level=logging.ERROR)


class Reports:
    """Counts the reports of the subscription."""

    number = 0

    def datachange_notification(self, node, value, data):
        Reports.number += 1


async def main():
    for endpoint in await Client(url).connect_and_get_server_endpoints():
        print(endpoint.SecurityMode, endpoint.SecurityPolicyUri)
    client = Client(url)
    client.application_uri = "urn:refinery.example:hmi-1"
    await client.set_security(
        SecurityPolicyBasic256Sha256,
        certificate,
        key,
        server_certificate=server,
        mode=ua.MessageSecurityMode.SignAndEncrypt,
    )
    async with client:
        space = await client.get_namespace_index("urn:refinery.example:tanks")
        level = await client.nodes.objects.get_child([f"{space}:Tank12", f"{space}:Level"])
        subscription = await client.create_subscription(1000, Reports())
        await subscription.subscribe_data_change(level)
        end = asyncio.get_running_loop().time() + float(seconds)
        while asyncio.get_running_loop().time() < end:
            await level.read_value()
            await asyncio.sleep(3)
        await subscription.delete()
    if not Reports.number:
        sys.exit(f"{target}: no report")


asyncio.run(main())
