# What Zeek keeps as a connection (TCP, UDP, ICMP): its first packet, and any packet back.
event new_connection(c: connection)
	{
	hold(one_way, Against_One_Way, c, c$id$orig_h, c$id$resp_h);
	}

event connection_established(c: connection)
	{
	hold(one_way, Against_One_Way, c, c$id$resp_h, c$id$orig_h);
	}

event connection_state_remove(c: connection)
	{
	if ( c$resp?$num_pkts && c$resp$num_pkts > 0 )
		hold(one_way, Against_One_Way, c, c$id$resp_h, c$id$orig_h);
	}
