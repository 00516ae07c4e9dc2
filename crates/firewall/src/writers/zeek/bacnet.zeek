@ifdef ( bacnet_apdu_header )
event bacnet_apdu_header(c: connection, is_orig: bool, bvlc_function: count, pdu_type: count, pdu_service: count,
                         invoke_id: count, result_code: count)
	{
	# Reports come from those who were asked for them.
	if ( pdu_type == 0 && pdu_service !in set(1, 2, 31, 32) )
		asked_for(c, is_orig, "bacnet", "confirmed", pdu_service);

	if ( pdu_type == 1 && pdu_service in set(4, 5, 6, 7, 8, 9, 10, 14) )
		asked_for(c, is_orig, "bacnet", "unconfirmed", pdu_service);

	# A message of the virtual link itself comes with a type that no APDU has.
	if ( pdu_type > 255 && bvlc_function in set(1, 2, 5, 6, 8, 12) )
		asked_for(c, is_orig, "bacnet", "link", bvlc_function);
	}
@endif
