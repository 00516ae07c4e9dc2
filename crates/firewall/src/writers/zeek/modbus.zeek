event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool)
	{
	if ( is_orig )
		asked_for(c, is_orig, "modbus", "function", headers$function_code);
	}
