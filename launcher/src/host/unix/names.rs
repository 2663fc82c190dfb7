//! Addresses of names, by the system's resolver.

use super::{
    failure::{note_failure, Failure},
    tunnel::Proxy,
};
use std::{
    ffi::CString,
    fs,
    mem::MaybeUninit,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    ptr,
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

/// Asks in another thread, because the resolver may take longer than the time limit.
fn look_up(host: &str, timeout: NextTimeout) -> Result<Vec<IpAddr>, Error> {
    if !is_usual_system() {
        return Err(Error::HostNotFound);
    }
    let host = CString::new(host).map_err(|_| Error::HostNotFound)?;
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::spawn(move || sender.send(addresses_of(&host)));
    let found =
        receiver.recv_timeout(*timeout.after).map_err(|_| Error::Timeout(timeout.reason))?;
    // Not in that thread, which may still be asking when a later request fails.
    Ok(found.unwrap_or_else(|failure| {
        note_failure(failure);
        Vec::new()
    }))
}

/// As Node asks: for both kinds of address, if the machine has such an address itself.
fn addresses_of(host: &CString) -> Result<Vec<IpAddr>, Failure> {
    // SAFETY: a structure of numbers and pointers, for which zeros are valid.
    let mut hints: libc::addrinfo = unsafe { MaybeUninit::zeroed().assume_init() };
    hints.ai_flags = libc::AI_ADDRCONFIG;
    hints.ai_socktype = libc::SOCK_STREAM;
    let mut list: *mut libc::addrinfo = ptr::null_mut();
    // SAFETY: a C string, and places for hints and result.
    let failed = unsafe { libc::getaddrinfo(host.as_ptr(), ptr::null(), &hints, &mut list) };
    if failed != 0 {
        let code = if failed == libc::EAI_AGAIN { "EAI_AGAIN" } else { "ENOTFOUND" };
        let message = format!("getaddrinfo {code} {}", host.to_string_lossy());
        return Err(Failure { code: code.to_owned(), message, status: 0 });
    }
    let mut found = Vec::new();
    let mut next = list;
    // SAFETY: the C library's own list, whose last entry has no next one.
    while let Some(entry) = unsafe { next.as_ref() } {
        found.extend(address_in(entry));
        next = entry.ai_next;
    }
    // SAFETY: as getaddrinfo returned it, and not used below.
    unsafe { libc::freeaddrinfo(list) };
    Ok(found)
}

fn address_in(entry: &libc::addrinfo) -> Option<IpAddr> {
    match entry.ai_family {
        libc::AF_INET => {
            // SAFETY: an address of this family has this structure.
            let address = unsafe { &*entry.ai_addr.cast::<libc::sockaddr_in>() };
            Some(Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr)).into())
        }
        libc::AF_INET6 => {
            // SAFETY: an address of this family has this structure.
            let address = unsafe { &*entry.ai_addr.cast::<libc::sockaddr_in6>() };
            Some(Ipv6Addr::from(address.sin6_addr.s6_addr).into())
        }
        _ => None,
    }
}

/// The static C library has the modules `files` and `dns` inside (since 2.34) and must load no
/// other: they belong to another version. So it asks these two only, if that has the same result.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn is_usual_system() -> bool {
    let is_usual = match fs::read_to_string("/etc/nsswitch.conf") {
        Ok(text) => has_usual_hosts(&text),
        // Its own default, and that of systems with another C library.
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    // SAFETY: C strings. Nothing has asked for a name yet, as the C library demands.
    is_usual && unsafe { __nss_configure_lookup(c"hosts".as_ptr(), c"files dns".as_ptr()) == 0 }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn is_usual_system() -> bool {
    true
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
extern "C" {
    /// Of nss.h: what answers in place of a line of nsswitch.conf.
    fn __nss_configure_lookup(
        database: *const libc::c_char,
        services: *const libc::c_char,
    ) -> libc::c_int;
}

/// Modules that know this machine and its neighbours, or ask the same servers as `dns`.
#[cfg(any(test, all(target_os = "linux", target_env = "gnu")))]
const USUAL: [&str; 7] = [
    "dns",
    "mdns4_minimal",
    "mdns_minimal",
    "mdns6_minimal",
    "myhostname",
    "mymachines",
    "resolve",
];

/// True if the file comes before the servers, and nothing else is asked (nsswitch.conf(5)).
#[cfg(any(test, all(target_os = "linux", target_env = "gnu")))]
fn has_usual_hosts(text: &str) -> bool {
    let mut lines = text.lines().filter_map(|line| line.trim_start().strip_prefix("hosts:"));
    let Some(line) = lines.next() else {
        return true;
    };
    // What to do after a result: `[NOTFOUND=return]`, `[!UNAVAIL=return]`.
    let without_comment = line.split('#').next().unwrap_or_default();
    let actions = without_comment.split(['[', ']']).step_by(2);
    let services: Vec<_> = actions.flat_map(str::split_whitespace).collect();
    let from = services.iter().position(|each| ["dns", "resolve"].contains(each));
    let file = services.iter().position(|each| *each == "files");
    let is_known = |each: &&str| *each == "files" || USUAL.contains(each);
    services.iter().all(is_known) && file.is_some() && from.is_some() && file < from
}

#[cfg(test)]
mod tests {
    use super::{alternating, has_usual_hosts};
    use std::net::IpAddr;

    #[test]
    fn usual_systems_ask_the_file_and_the_servers() {
        for hosts in [
            "files dns",
            "\tfiles mdns4_minimal [NOTFOUND=return] dns # comment",
            " mymachines files myhostname resolve [!UNAVAIL=return] dns",
        ] {
            assert!(has_usual_hosts(&format!("passwd: files\n hosts:{hosts}\n")), "{hosts}");
        }
        assert!(has_usual_hosts("passwd: files\n"));
        for hosts in ["dns files", "files", "files ldap dns", "files [NOTFOUND=return] nis dns", ""]
        {
            assert!(!has_usual_hosts(&format!("hosts:{hosts}\n")), "{hosts}");
        }
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
