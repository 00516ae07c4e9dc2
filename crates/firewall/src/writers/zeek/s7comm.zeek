@ifdef ( s7comm_header )
event s7comm_header(c: connection, is_orig: bool, rosctr: count, pdu_reference: count, function_code: count,
                    subfunction: count, plc_control: string, error_class: count, error_code: count)
	{
	if ( rosctr == 1 )
		asked_for(c, is_orig, "s7comm", "job", function_code);

	# User data: the upper half tells a request from a push and an answer, the lower one the group.
	if ( rosctr == 7 && function_code >= 64 && function_code < 128 )
		asked_for(c, is_orig, "s7comm", "userdata", function_code % 16 * 256 + subfunction);
	}
@endif
