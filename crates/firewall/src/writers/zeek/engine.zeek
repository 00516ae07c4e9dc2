## Something that is watched for: who must not ask whom.
type Watch: record {
	message: string;
	source: set[subnet];
	destination: set[subnet];
};

## Stands for every code that is not listed.
const unlisted: count = 4294967295;
global listed: table[string, string] of set[count] = { } &redef;

global functions: table[string, string, count] of vector of Watch;
global protocols: table[string] of vector of Watch;
global one_way: vector of Watch;

function watch_function(protocol: string, space: string, code: count, what: Watch)
	{
	if ( [protocol, space, code] !in functions )
		functions[protocol, space, code] = vector();

	local known = functions[protocol, space, code];
	known[|known|] = what;
	}

function watch_protocol(protocol: string, what: Watch)
	{
	if ( protocol !in protocols )
		protocols[protocol] = vector();

	local known = protocols[protocol];
	known[|known|] = what;
	}

function hold(watched: vector of Watch, note: Notice::Type, c: connection, asker: addr, asked: addr)
	{
	for ( i in watched )
		{
		local what = watched[i];

		if ( asker in what$source && asked in what$destination )
			NOTICE([$note=note, $msg=what$message, $conn=c, $src=asker, $dst=asked,
			        $identifier=fmt("%s|%s|%s", what$message, asker, asked)]);
		}
	}

## Holds one request against what is watched for: whoever sent it asks.
function asked_for(c: connection, is_orig: bool, protocol: string, space: string, seen: count)
	{
	local asker = is_orig ? c$id$orig_h : c$id$resp_h;
	local asked = is_orig ? c$id$resp_h : c$id$orig_h;
	local code = seen;

	if ( [protocol, space] in listed && seen !in listed[protocol, space] )
		code = unlisted;

	if ( protocol in protocols )
		hold(protocols[protocol], Undeclared_Protocol, c, asker, asked);

	if ( [protocol, space, code] in functions )
		hold(functions[protocol, space, code], Undeclared_Function, c, asker, asked);
	}

