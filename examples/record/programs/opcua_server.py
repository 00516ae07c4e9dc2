"""An OPC UA server: asyncua. Discovery is open, sessions only signed and encrypted, for clients it knows.

usage: opcua_server.py ADDRESS CERTIFICATE KEY
"""
import asyncio
import sys

from asyncua import Server, ua
from asyncua.crypto.permission_rules import SimpleRoleRuleset

address, certificate, key = sys.argv[1:4]


async def main():
    server = Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://{address}:4840")
    server.set_server_name("Batch server (simulated)")
    await server.set_application_uri("urn:refinery.example:opc-1")
    server.set_security_policy(
        [ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt], permission_ruleset=SimpleRoleRuleset()
    )
    await server.load_certificate(certificate)
    await server.load_private_key(key)
    space = await server.register_namespace("urn:refinery.example:tanks")
    tank = await server.nodes.objects.add_object(space, "Tank12")
    level = await tank.add_variable(space, "Level", 7.5)
    async with server:
        while True:
            await asyncio.sleep(1)
            await level.write_value(7.5 + (await level.read_value() * 10 % 7) / 10)


asyncio.run(main())
