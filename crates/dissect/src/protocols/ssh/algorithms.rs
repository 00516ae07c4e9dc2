//! Algorithms by their registered names (IANA SSH parameters), and the judgement on them.

use ringwall_model::Soundness;

/// Longest algorithm name that is kept (RFC 4251, section 6).
const NAME_BYTES_MAX: usize = 64;

/// Lists of one side that matter: key exchange, host key, ciphers and codes, both ways.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    lists: [Box<[u8]>; 6],
}

impl Offer {
    /// Keeps the first six lists.
    pub fn new(lists: &[&[u8]]) -> Self {
        let mut offer = Self::default();
        for (kept, list) in offer.lists.iter_mut().zip(lists) {
            *kept = (*list).into();
        }
        offer
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.lists.iter().map(|l| l.len()).sum()
    }
}

/// What both sides agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Names, with commas between: key exchange, host key, cipher, code; both ways where they differ.
    pub names: String,
    /// Contents are encrypted both ways.
    pub secrecy: bool,
    /// Judgement on all of it.
    pub soundness: Soundness,
}

/// The client's first that the server has, list by list (RFC 4253, section 7.1).
pub fn agree(client: &Offer, server: &Offer) -> Option<Agreed> {
    let mut chosen = Vec::new();
    for (ours, theirs) in client.lists.iter().zip(&server.lists) {
        chosen.push(names(ours).find(|name| names(theirs).any(|n| n == *name)).and_then(|n| str::from_utf8(n).ok()));
    }
    let [key_exchange, host_key, to_server, to_client, code_to_server, code_to_client] = chosen.try_into().ok()?;
    let (key_exchange, host_key) = (key_exchange?, host_key?);
    let (to_server, to_client) = (to_server?, to_client?);
    let code_to_server = code(to_server, code_to_server)?;
    let code_to_client = code(to_client, code_to_client)?;
    let mut words = vec![key_exchange, host_key, to_server, code_to_server];
    if (to_server, code_to_server) != (to_client, code_to_client) {
        words.extend([to_client, code_to_client]);
    }
    words.retain(|w| !w.is_empty());
    let parts = [
        key_exchange_is(key_exchange),
        host_key_is(host_key),
        cipher_is(to_server),
        cipher_is(to_client),
        code_is(code_to_server),
        code_is(code_to_client),
    ];
    let secrecy = to_server != "none" && to_client != "none";
    Some(Agreed { names: words.join(","), secrecy, soundness: worst(&parts) })
}

fn names(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    list.split(|b| *b == b',').filter(|n| !n.is_empty() && n.len() <= NAME_BYTES_MAX && n.is_ascii())
}

/// A cipher that authenticates by itself needs no code; whatever was negotiated is ignored.
fn code<'a>(cipher: &str, negotiated: Option<&'a str>) -> Option<&'a str> {
    if is_aead(cipher) { Some("") } else { negotiated }
}

fn is_aead(cipher: &str) -> bool {
    cipher.contains("-gcm") || cipher.starts_with("AEAD_AES") || cipher.starts_with("chacha20-poly1305")
}

fn worst(parts: &[Soundness]) -> Soundness {
    if parts.contains(&Soundness::Weak) {
        Soundness::Weak
    } else if parts.contains(&Soundness::Unknown) {
        Soundness::Unknown
    } else {
        Soundness::Sound
    }
}

/// RFC 9142: group 1, and groups agreed on with SHA-1, should not be used. Group 14 with SHA-1 still may: no judgement.
fn key_exchange_is(name: &str) -> Soundness {
    const WEAK: [&str; 3] = ["diffie-hellman-group1-sha1", "diffie-hellman-group-exchange-sha1", "rsa1024-sha1"];
    const SOUND: [&str; 8] = [
        "curve25519-",
        "curve448-",
        "ecdh-sha2-nistp",
        "sntrup761",
        "mlkem",
        "diffie-hellman-group14-sha256",
        "diffie-hellman-group15-sha512",
        "diffie-hellman-group-exchange-sha256",
    ];
    if WEAK.contains(&name) || name.starts_with("gss-group1-sha1") || name.starts_with("gss-gex-sha1") {
        Soundness::Weak
    } else if SOUND.iter().any(|s| name.starts_with(s))
        || ["diffie-hellman-group16-sha512", "diffie-hellman-group17-sha512", "diffie-hellman-group18-sha512"]
            .contains(&name)
    {
        Soundness::Sound
    } else {
        Soundness::Unknown
    }
}

/// DSA of 1024 bits is broken by its size. RSA with SHA-1 (`ssh-rsa`) is no good practice, but not known broken here.
fn host_key_is(name: &str) -> Soundness {
    match name {
        n if n.starts_with("ssh-dss") => Soundness::Weak,
        n if n.starts_with("ssh-ed25519") || n.starts_with("ssh-ed448") => Soundness::Sound,
        n if n.starts_with("ecdsa-sha2-") || n.starts_with("rsa-sha2-") || n.starts_with("sk-") => Soundness::Sound,
        _ => Soundness::Unknown,
    }
}

/// RFC 8758 forbids RC4; 64-bit block ciphers fall to collisions. AES in CBC mode leaks a little in old versions only.
fn cipher_is(name: &str) -> Soundness {
    const WEAK: [&str; 7] = ["none", "arcfour", "3des-", "des-", "blowfish-", "cast128-", "idea-"];
    match name {
        n if WEAK.iter().any(|w| n.starts_with(w)) => Soundness::Weak,
        n if is_aead(n) || (n.starts_with("aes") && n.ends_with("-ctr")) => Soundness::Sound,
        _ => Soundness::Unknown,
    }
}

fn code_is(name: &str) -> Soundness {
    match name {
        "none" => Soundness::Weak,
        n if n.starts_with("hmac-md5") || n.starts_with("hmac-sha1-96") => Soundness::Weak,
        "" => Soundness::Sound,
        n if n.starts_with("hmac-sha2-") || n.starts_with("umac-128") => Soundness::Sound,
        _ => Soundness::Unknown,
    }
}
