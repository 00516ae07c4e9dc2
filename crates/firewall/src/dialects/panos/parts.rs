//! Parts of a text: those that are read, those that decide about no packet, and those for several firewalls.

/// Parts for several firewalls.
pub(super) const NOT_FOLLOWED: [(&str, &str); 2] = [
    ("device-group", "rules of a management system are for several firewalls: export the merged configuration of one"),
    ("template", "templates are for several firewalls: export the merged configuration of one"),
];

/// Parts that are read, and parts that decide about no packet that opens a session.
pub(super) fn is_known(name: &str) -> bool {
    const PARTS: [&str; 61] = [
        "address",
        "address-group",
        "alg-override",
        "authentication-object",
        "botnet",
        "captive-portal",
        "certificate",
        "certificate-profile",
        "content-preview",
        "data-objects",
        "device-group",
        "device-object",
        "deviceconfig",
        "devices",
        "display-name",
        "dns-proxy",
        "dynamic-user-group",
        "email-scheduler",
        "external-list",
        "global-protect",
        "group-mapping",
        "import",
        "local-user-database",
        "log-collector",
        "log-collector-group",
        "log-settings",
        "mgt-config",
        "network",
        "ocsp-responder",
        "override",
        "panorama",
        "pdf-summary-report",
        "policy",
        "post-rulebase",
        "pre-rulebase",
        "profile-group",
        "profiles",
        "readonly",
        "redistribution-agent",
        "redistribution-collector",
        "region",
        "report-group",
        "reports",
        "response-page",
        "rulebase",
        "scep",
        "schedule",
        "sdwan-interface-profile",
        "server-profile",
        "service",
        "service-group",
        "setting",
        "shared",
        "ssl-decrypt",
        "ssl-tls-service-profile",
        "tag",
        "template",
        "template-stack",
        "threats",
        "vsys",
        "zone",
    ];
    const STARTS: [&str; 7] = ["application", "authentication-", "user-id", "url-", "vm-", "wildfire", "ts-agent"];
    PARTS.contains(&name) || STARTS.iter().any(|start| name.starts_with(start))
}

/// Rulebases that decide about no packet that opens a session.
pub(super) const ASIDE: [&str; 9] = [
    "security",
    "nat",
    "default-security-rules",
    "application-override",
    "pbf",
    "qos",
    "decryption",
    "tunnel-inspect",
    "sdwan",
];
