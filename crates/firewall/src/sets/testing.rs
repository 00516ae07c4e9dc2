//! A filter that several tests of sets read.

pub(super) const FILTER: &str = "*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -m state --state ESTABLISHED -j ACCEPT
-A FORWARD -s 10.1.0.0/24 ! -d 10.1.0.7/32 -i eth+ -p tcp -m multiport --dports 502,1000:1010 -j ACCEPT
-A FORWARD -p icmp -m icmp --icmp-type 8 -j ACCEPT
COMMIT
";
