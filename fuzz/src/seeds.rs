//! What each target begins with, of our own cases: `seeds CASES ROOT OUT`, where the tests of protocols have put theirs into
//! the folder `CASES`, and `ROOT` is the project.

use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

use libfuzzer_sys as _;
use ringwall_dissect::Direction;
use ringwall_fuzz::{plant::FILE, talk};

/// Ways that messages of a case travel: whole, and cut, out of order, lost.
const PLANS: [(u8, &[u8]); 4] = [
    (0b0000_0001, &[]),
    (0b0010_0001, &[0x0a, 0x15, 0x28]),
    (0b0000_0000, &[0xa9, 0x80, 0x99]),
    (0b0010_0110, &[0xd6]),
];
/// Longest seed: longer ones are mutated too slowly.
const SEED_BYTES_MAX: usize = 16 << 10;
const CAPTURES: [&str; 2] = ["examples/refinery/captures", "examples/water/captures"];
const CONFIGURATIONS: [&str; 2] = ["crates/firewall/tests/samples", "examples/refinery/firewalls"];
const PLANTS: [&str; 6] = [
    "crates/plant/starter",
    "crates/plant/tests/full",
    "crates/plant/tests/cases/contradictions",
    "crates/plant/tests/cases/forms",
    "crates/plant/tests/cases/syntax",
    "crates/plant/tests/cases/twenty-mistakes",
];

/// A line of each kind of log; spaces stand for tabs.
const LOGS: [&str; 9] = [
    "#path conn\n#fields ts id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes history orig_pkts \
     orig_ip_bytes resp_pkts resp_ip_bytes vlan orig_l2_addr resp_l2_addr\n1700000000.5 10.0.0.7 4000 10.0.0.9 502 tcp modbus 1.5 24 27 \
     ShADad 6 300 5 280 7 02:00:00:00:00:07 02:00:00:00:00:09\n",
    "#path modbus\n#fields ts id.orig_h id.resp_h id.resp_p unit func exception pdu_type\n1700000000.5 10.0.0.7 10.0.0.9 502 3 READ_COILS - REQ\n\
     1700000000.6 10.0.0.7 10.0.0.9 502 3 READ_COILS - RESP\n",
    "#path dnp3\n#fields ts id.orig_h id.resp_h id.resp_p fc_request fc_reply iin\n1700000000.5 10.0.0.7 10.0.0.9 20000 OPERATE RESPONSE 0\n",
    "#path s7comm\n#fields ts id.orig_h id.resp_h id.resp_p is_orig rosctr_code function_code function_name subfunction_code \
     subfunction_name error_code\n1700000000.5 10.0.0.7 10.0.0.9 102 T 7 0x44 Request 0x01 SZL -\n",
    "#path cip\n#fields ts id.orig_h id.resp_h id.resp_p is_orig direction cip_service_code cip_service cip_status_code\n\
     1700000000.5 10.0.0.7 10.0.0.9 44818 T request 0x0e Get -\n",
    "#path ssl\n#fields ts id.orig_h id.resp_h id.resp_p version cipher established cert_chain_fps\n1700000000.5 10.0.0.7 10.0.0.9 443 \
     TLSv12 TLS_A T abababababababababababababababababababababababababababababababab\n",
    "#path x509\n#fields ts fingerprint certificate.subject certificate.issuer certificate.not_valid_before \
     certificate.not_valid_after certificate.sig_alg certificate.key_type certificate.key_length\n1700000000.5 \
     abababababababababababababababababababababababababababababababab CN=plc CN=root 1600000000.0 1900000000.0 \
     sha256WithRSAEncryption rsa 2048\n",
    "#path dhcp\n#fields ts mac host_name assigned_addr msg_types\n1700000000.5 02:00:00:00:00:07 plc 10.0.0.7 DISCOVER,ACK\n",
    "#path software\n#fields ts host software_type name unparsed_version\n1700000000.5 10.0.0.7 SSH::SERVER OpenSSH OpenSSH_9\n",
];
const EVE: &str = concat!(
    r#"{"timestamp":"2023-11-14T22:13:20.2+0000","src_ip":"10.0.0.7","src_port":4000,"dest_ip":"10.0.0.9","dest_port":502,"#,
    r#""proto":"TCP","event_type":"flow","app_proto":"modbus","flow":{"pkts_toserver":6,"pkts_toclient":5,"bytes_toserver":300,"#,
    r#""bytes_toclient":280,"start":"2023-11-14T22:13:20.1+0000","end":"2023-11-14T22:13:21.5+0000"}}"#,
    "\n",
    r#"{"timestamp":"2023-11-14T22:13:20.2+0000","src_ip":"10.0.0.7","src_port":4000,"dest_ip":"10.0.0.9","dest_port":502,"#,
    r#""proto":"TCP","event_type":"modbus","modbus":{"request":{"unit_id":3,"function_raw":5},"response":{"function_raw":5}}}"#,
    "\n",
);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let mut next = || arguments.next().ok_or("seeds CASES ROOT OUT");
    let (cases, root, out) = (next()?, next()?, next()?);
    let mut seeds = Seeds { out, count: 0 };
    for file in files(&cases)? {
        seeds.case(&fs::read_to_string(file)?)?;
    }
    for file in all(&root, &CAPTURES)? {
        seeds.capture(&fs::read(file)?)?;
    }
    for file in all(&root, &CONFIGURATIONS)? {
        seeds.put("firewalls", &[&[0; 8][..], &fs::read(file)?].concat())?;
    }
    for log in LOGS {
        seeds.put("logs", log.replace(' ', "\t").as_bytes())?;
    }
    seeds.put("logs", LOGS.map(|log| log.replace(' ', "\t")).join("\n#=#\n").as_bytes())?;
    seeds.put("logs", EVE.as_bytes())?;
    for folder in PLANTS {
        seeds.plant(&root.join(folder))?;
    }
    println!("{} seeds", seeds.count);
    Ok(())
}

struct Seeds {
    out: PathBuf,
    count: usize,
}

impl Seeds {
    fn put(&mut self, target: &str, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() > SEED_BYTES_MAX {
            return Ok(());
        }
        let folder = self.out.join(target);
        fs::create_dir_all(&folder)?;
        self.count += 1;
        fs::write(folder.join(format!("seed-{}", self.count)), bytes)
    }

    /// A case of a protocol: its name on the first line, then a message a line.
    fn case(&mut self, text: &str) -> Result<(), Box<dyn Error>> {
        let mut lines = text.lines();
        let protocol = lines.next().unwrap_or_default();
        let messages: Vec<_> = lines.filter_map(message).collect();
        for (flags, plan) in PLANS {
            let written = talk::written(protocol, flags, plan, &messages).ok_or(protocol)?;
            self.put("engine", &written)?;
        }
        for flags in [0, 1] {
            self.put("protocols", &talk::written(protocol, flags, &[], &messages).ok_or(protocol)?)?;
        }
        for (_, bytes) in &messages {
            for der in certificates(bytes) {
                self.put("certificates", der)?;
            }
        }
        Ok(())
    }

    /// The beginning of a capture, as it is and packed.
    fn capture(&mut self, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let head = bytes.get(..SEED_BYTES_MAX / 2).unwrap_or(bytes);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut packed, head)?;
        self.put("formats", head)?;
        self.put("formats", &packed.finish()?)?;
        Ok(self.put("formats", &classic())?)
    }

    /// The files of a plant folder in one.
    fn plant(&mut self, folder: &Path) -> Result<(), Box<dyn Error>> {
        let mut text = String::new();
        for file in files(folder)?.into_iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
            let path = file.strip_prefix(folder)?.to_string_lossy().into_owned();
            let one = format!("{FILE}{path}\n{}\n", fs::read_to_string(&file)?);
            self.put("plant", one.as_bytes())?;
            text.push_str(&one);
        }
        Ok(self.put("plant", text.as_bytes())?)
    }
}

fn message(line: &str) -> Option<(Direction, Vec<u8>)> {
    let direction = if line.starts_with('>') { Direction::Forward } else { Direction::Backward };
    let digits = line.get(1..)?.as_bytes();
    let bytes = digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    Some((direction, bytes.collect::<Option<Vec<u8>>>()?))
}

/// Sequences of DER long enough to be certificates.
fn certificates(bytes: &[u8]) -> Vec<&[u8]> {
    let starts = bytes.windows(4).enumerate().filter(|(_, head)| head[0] == 0x30 && head[1] == 0x82);
    let found = starts.filter_map(|(at, head)| {
        let length = 4 + usize::from(u16::from_be_bytes([head[2], head[3]]));
        bytes.get(at..at + length).filter(|_| length > 256)
    });
    found.collect()
}

/// A capture in the classic format, of one frame twice, in big-endian order with nanoseconds.
fn classic() -> Vec<u8> {
    let head = [0xa1b2_3c4d_u32, 0x0002_0004, 0, 0, 65_535, 1];
    let record = [1_700_000_000_u32, 5, 60, 60];
    let words = |words: &[u32]| words.iter().flat_map(|w| w.to_be_bytes()).collect::<Vec<u8>>();
    let one = [words(&record), vec![2; 60]].concat();
    [words(&head), one.clone(), one].concat()
}

fn all(root: &Path, folders: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in folders {
        found.extend(files(&root.join(folder))?);
    }
    Ok(found)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
