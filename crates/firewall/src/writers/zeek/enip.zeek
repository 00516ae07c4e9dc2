@ifdef ( enip_header )
event enip_header(c: connection, is_orig: bool, packet_correlation_id: string, command: count, length: count,
                  session_handle: count, status: count, sender_context: string, options: count)
	{
	if ( is_orig )
		asked_for(c, is_orig, "enip", "encapsulation", command);
	}
@endif

@ifdef ( cip_header )
event cip_header(c: connection, is_orig: bool, packet_correlation_id: string, cip_sequence_count: count, service: count,
                 response: bool, status: count, status_extended: count, class_id: count, instance_id: count,
                 attribute_id: count)
	{
	if ( ! response )
		asked_for(c, is_orig, "enip", "cip", service);
	}
@endif
