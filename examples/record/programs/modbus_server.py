"""A Modbus/TCP controller: pymodbus server with registers and a device identification.

usage: modbus_server.py ADDRESS VENDOR PRODUCT-CODE REVISION PRODUCT-NAME MODEL
"""
import sys

from pymodbus import ModbusDeviceIdentification
from pymodbus.server import StartTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

address, vendor, code, revision, product, model = sys.argv[1:7]
identity = ModbusDeviceIdentification(
    info_name={
        "VendorName": vendor,
        "ProductCode": code,
        "MajorMinorRevision": revision,
        "ProductName": product,
        "ModelName": model,
    }
)
registers = [SimData(0, values=[(7 * n) % 1000 for n in range(400)], datatype=DataType.REGISTERS)]
StartTcpServer(SimDevice(1, simdata=registers), identity=identity, address=(address, 502))
