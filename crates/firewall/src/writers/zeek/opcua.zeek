@ifdef ( opcua_binary_event )
const opcua_requests: set[count] = {
	410, 416, 422, 428, 437, 446, 452, 461, 467, 473, 479, 488, 494, 500, 506, 527, 533, 554, 560, 566, 615, 621, 631, 664,
	673, 700, 712, 751, 763, 769, 775, 781, 787, 793, 799, 826, 832, 841, 847, 12208, 12211
};

# Nothing is told of messages that are encrypted.
event opcua_binary_event(c: connection, info: OPCUA_Binary::Info)
	{
	if ( info?$identifier && info?$namespace_idx && info$namespace_idx == 0 && info$identifier in opcua_requests )
		asked_for(c, info$is_orig, "opcua", "service", info$identifier);
	}
@endif
