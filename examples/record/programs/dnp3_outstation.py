"""A DNP3 outstation: opendnp3 (yadnp3) on a TCP server, with a few points that change and report themselves unsolicited.

usage: dnp3_outstation.py ADDRESS LINK-ADDRESS MASTER-LINK-ADDRESS PERIOD
"""
import sys
import time

import opendnp3 as dnp3

address, own, master, period = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])


class Commands(dnp3.ICommandHandler):
    """Carries out every command; the point it sets is reported by the next change."""

    def Begin(self):
        pass

    def End(self):
        pass

    def Select(self, command, index):
        return dnp3.CommandStatus.SUCCESS

    def Operate(self, command, index, handler, kind):
        return dnp3.CommandStatus.SUCCESS


points = dnp3.DatabaseConfig(4)
points.octet_string, points.time_and_interval = {}, {}
config = dnp3.OutstationStackConfig(points)
config.outstation.eventBufferConfig = dnp3.EventBufferConfig.AllTypes(20)
config.outstation.params.allowUnsolicited = True
config.link.LocalAddr, config.link.RemoteAddr = own, master
manager = dnp3.DNP3Manager(1)
channel = manager.AddTCPServer(
    "server", dnp3.LogLevels.none(), dnp3.ServerAcceptMode.CloseExisting, dnp3.IPEndpoint(address, 20000), None
)
outstation = channel.AddOutstation("outstation", Commands(), dnp3.IOutstationApplication(), config)
outstation.Enable()
turn = 0
while True:
    time.sleep(period)
    turn += 1
    builder = dnp3.UpdateBuilder()
    builder.Update(dnp3.Analog(210.0 + turn % 7), 0)
    builder.Update(dnp3.Binary(turn % 2 == 0), 0)
    outstation.Apply(builder.Build())
