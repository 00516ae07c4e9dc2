"""A DNP3 master: opendnp3 (yadnp3). Takes unsolicited reports, scans the classes now and then, may operate an output.

usage: dnp3_master.py FROM TO LINK-ADDRESS OUTSTATION-LINK-ADDRESS SECONDS SCAN-PERIOD [operate]
"""
import sys
import threading
import time

import opendnp3 as dnp3

source, target, own, outstation = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
seconds, period = float(sys.argv[5]), int(sys.argv[6])


class Sink(dnp3.ISOEHandler):
    """Counts what arrives."""

    unsolicited, fragments = 0, 0

    def BeginFragment(self, info):
        Sink.fragments += 1
        Sink.unsolicited += bool(info.unsolicited)

    def EndFragment(self, info):
        pass


config = dnp3.MasterStackConfig()
config.link.LocalAddr, config.link.RemoteAddr = own, outstation
config.master.responseTimeout = dnp3.TimeDuration.Seconds(5)
manager = dnp3.DNP3Manager(1)
channel = manager.AddTCPClient(
    "client", dnp3.LogLevels.none(), dnp3.ChannelRetry.Default(), [dnp3.IPEndpoint(target, 20000)], source, None
)
sink = Sink()
master = channel.AddMaster("master", sink, dnp3.IMasterApplication(), config)
scan = master.AddClassScan(dnp3.ClassField.AllClasses(), dnp3.TimeDuration.Seconds(period), sink)
master.Enable()
end = time.monotonic() + seconds
if "operate" in sys.argv[7:]:
    time.sleep(min(6, seconds / 2))
    done = threading.Event()
    results = []

    def finished(result):
        results.append(str(result.summary))
        done.set()

    master.SelectAndOperate(dnp3.ControlRelayOutputBlock(dnp3.OperationType.LATCH_ON), 0, finished)
    if not done.wait(10) or "SUCCESS" not in results[0]:
        sys.exit(f"{target}: command: {results}")
time.sleep(max(0, end - time.monotonic()))
manager.Shutdown()
print(Sink.fragments, "fragments,", Sink.unsolicited, "unsolicited")
if not Sink.unsolicited:
    sys.exit(f"{target}: no unsolicited report")
