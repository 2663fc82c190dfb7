//! Addresses of names, by the system's resolver.

use super::{
    failure::{note_failure, Failure},
    tunnel::Proxy,
};
use std::{
    io::Read,
    net::{IpAddr, SocketAddr},
    os::fd::AsRawFd,
    process::{ChildStdout, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};
use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
    Error,
};

/// Finds the addresses of the proxy, or else of the server. A name that it cannot find is left to
/// the program.
#[derive(Debug)]
pub struct Names {
    pub proxy: Option<Proxy>,
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let default_port = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let (host, port) = match &self.proxy {
            Some(proxy) => (proxy.host.as_str(), proxy.port),
            None => (uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(default_port)),
        };
        let found = match host.parse() {
            Ok(address) => vec![address],
            Err(_) => alternating(look_up(host, timeout)?),
        };
        let mut addresses = self.empty();
        for address in found.into_iter().take(MAX_ADDRESSES) {
            addresses.push(SocketAddr::new(address, port));
        }
        if addresses.is_empty() {
            return Err(Error::HostNotFound);
        }
        Ok(addresses)
    }
}

/// `ResolvedSocketAddrs` holds no more.
const MAX_ADDRESSES: usize = 16;

/// Alternates between IPv6 and IPv4 and begins with the kind that the resolver put first, as Node.
fn alternating(found: Vec<IpAddr>) -> Vec<IpAddr> {
    let starts_with = found.first().is_some_and(IpAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|address| address.is_ipv6() == starts_with);
    let longest = first.len().max(second.len());
    (0..longest).flat_map(|at| [first.get(at), second.get(at)]).flatten().copied().collect()
}

/// Of a name that the program's Node has found.
static KNOWN: Mutex<Option<(String, Vec<IpAddr>)>> = Mutex::new(None);

/// Uses these addresses of a name from now on.
pub fn know_name(name: String, addresses: Vec<String>) {
    let addresses = addresses.iter().filter_map(|address| address.parse().ok()).collect();
    *KNOWN.lock().expect("no panic") = Some((name, addresses));
}

/// As Node asks: for both kinds of address, if the machine has such an address itself.
fn look_up(host: &str, timeout: NextTimeout) -> Result<Vec<IpAddr>, Error> {
    if let Some((name, addresses)) = &*KNOWN.lock().expect("no panic") {
        if name == host {
            return Ok(addresses.clone());
        }
    }
    let late = || Error::Timeout(timeout.reason);
    let found = addresses_in(&printed(host, *timeout.after).ok_or_else(late)?);
    if found.is_empty() {
        // getent does not say why; perhaps it is missing.
        let code = "ENOTFOUND".to_owned();
        let message = format!("getaddrinfo {code} {host}");
        note_failure(Failure { code, message, status: 0 });
    }
    Ok(found)
}

/// The C library's own program for what getaddrinfo finds, with all of the system's settings. A
/// static program has no resolver of the system's.
const GETENT: &str = "/usr/bin/getent";

/// More than any name has.
const MAX_OUTPUT_BYTES: usize = 64 << 10;

/// What getent prints of a name; nothing if it fails. None if it is too late.
fn printed(host: &str, limit: Duration) -> Option<String> {
    let until = Instant::now() + limit;
    let null = Stdio::null;
    let mut command = Command::new(GETENT);
    command.args(["ahosts", host]).stdin(null()).stdout(Stdio::piped()).stderr(null());
    let Ok(mut getent) = command.spawn() else {
        return Some(String::new());
    };
    let text = getent.stdout.take().map(|output| read_until(output, until));
    // It has closed its output, or is not wanted any more.
    let _ = getent.kill();
    let _ = getent.wait();
    text?
}

fn read_until(mut output: ChildStdout, until: Instant) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    while bytes.len() < MAX_OUTPUT_BYTES {
        let left = until.checked_duration_since(Instant::now())?;
        let ms = i32::try_from(left.as_millis()).unwrap_or(i32::MAX).saturating_add(1);
        let mut wanted = libc::pollfd { fd: output.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one structure, as the number says.
        if unsafe { libc::poll(&mut wanted, 1, ms) } < 1 {
            continue;
        }
        match output.read(&mut chunk) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
            _ => break,
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// From lines of address, kind of socket, and name.
fn addresses_in(text: &str) -> Vec<IpAddr> {
    let lines = text.lines().map(|line| line.split_ascii_whitespace().collect::<Vec<_>>());
    let streams = lines.filter(|words| words.get(1) == Some(&"STREAM"));
    streams.filter_map(|words| words[0].parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{addresses_in, alternating};
    use std::net::IpAddr;

    #[test]
    fn addresses_of_streams() {
        let text = "::1             STREAM localhost\n::1             DGRAM  \n\
                    127.0.0.1       STREAM \nfe80::1%eth0    STREAM \n";
        let found: Vec<String> = addresses_in(text).iter().map(IpAddr::to_string).collect();
        assert_eq!(found, ["::1", "127.0.0.1"]);
        assert!(addresses_in("").is_empty());
    }

    #[test]
    fn both_kinds_of_address_in_turn() {
        let all = |texts: &[&str]| -> Vec<IpAddr> {
            texts.iter().map(|text| text.parse().unwrap()).collect()
        };
        assert_eq!(
            alternating(all(&["::1", "::2", "::3", "1.1.1.1"])),
            all(&["::1", "1.1.1.1", "::2", "::3"]),
        );
        assert_eq!(alternating(all(&["1.1.1.1", "::1"])), all(&["1.1.1.1", "::1"]));
        assert!(alternating(Vec::new()).is_empty());
    }
}
