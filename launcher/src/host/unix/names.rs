//! Addresses of names, by the system's resolver.

use super::{
    failure::{note_failure, Failure},
    start::is_executable,
    tunnel::Proxy,
};
use std::{
    io::Read,
    net::{IpAddr, SocketAddr},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
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

/// The C library's own program for what getaddrinfo finds, with all of the system's settings. A
/// static program has no resolver of the system's.
const GETENT: &str = "/usr/bin/getent";

/// Whether this system has a resolver that the launcher can ask.
pub fn finds_names() -> bool {
    is_executable(Path::new(GETENT))
}

/// More than any name has.
const MAX_OUTPUT_BYTES: u64 = 64 << 10;

/// As Node asks: for both kinds of address, if the machine has such an address itself. Another
/// thread waits, because the resolver may take longer than the time limit.
fn look_up(host: &str, timeout: NextTimeout) -> Result<Vec<IpAddr>, Error> {
    let mut getent = Command::new(GETENT)
        .args(["ahosts", host])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let output = getent.stdout.take().expect("a pipe");
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let mut text = String::new();
        let read = output.take(MAX_OUTPUT_BYTES).read_to_string(&mut text);
        sender.send(read.map(|_| text))
    });
    let text = receiver.recv_timeout(*timeout.after);
    // It has closed its output, or is too late.
    let _ = getent.kill();
    let _ = getent.wait();
    let text = text.map_err(|_| Error::Timeout(timeout.reason))?.unwrap_or_default();
    let found = addresses_in(&text);
    if found.is_empty() {
        // getent does not say why.
        let code = "ENOTFOUND".to_owned();
        let message = format!("getaddrinfo {code} {host}");
        note_failure(Failure { code, message, status: 0 });
    }
    Ok(found)
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
