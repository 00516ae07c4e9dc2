# What the opener sends is taken for a request, and what comes back for an answer: the function says what it is.
event dnp3_application_request_header(c: connection, is_orig: bool, application: count, fc: count)
	{
	if ( fc > 0 && fc < 129 )
		asked_for(c, is_orig, "dnp3", "function", fc);
	}

event dnp3_application_response_header(c: connection, is_orig: bool, application: count, fc: count, iin: count)
	{
	if ( fc > 0 && fc < 129 )
		asked_for(c, is_orig, "dnp3", "function", fc);
	}
