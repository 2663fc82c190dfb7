//! TCP connections.

use super::{
    errors::error_code,
    failure::{forget_failure, note_failure, Failure},
};
use std::{
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};
use ureq::{
    unversioned::{
        resolver::ResolvedSocketAddrs,
        transport::{ConnectionDetails, Connector, NextTimeout, TcpConnector, Transport},
    },
    Error,
};

/// For each address but the last, as Node's `autoSelectFamilyAttemptTimeout`.
const ATTEMPT_LIMIT: Duration = Duration::from_millis(250);

/// Connects to the first address that answers in time, unless a proxy has made a connection.
#[derive(Debug, Default)]
pub struct Dial(TcpConnector);

impl<In: Transport> Connector<In> for Dial {
    type Out = <TcpConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if chained.is_some() {
            return self.0.connect(details, chained);
        }
        let deadline = Instant::now() + *details.timeout.after;
        let mut failure = Error::HostNotFound;
        for (at, address) in details.addrs.iter().enumerate() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::Timeout(details.timeout.reason));
            }
            let is_last = at + 1 == details.addrs.len();
            let limit = if is_last { left } else { left.min(ATTEMPT_LIMIT) };
            let mut addrs = details.resolver.empty();
            addrs.push(*address);
            let mut timeout = details.timeout;
            timeout.after = limit.into();
            match Connector::<In>::connect(&self.0, &at_address(details, addrs, timeout), None) {
                Err(error) => {
                    if at == 0 {
                        note(&error, address, is_last);
                    }
                    failure = error;
                }
                connected => {
                    forget_failure();
                    return connected;
                }
            }
        }
        Err(failure)
    }
}

/// As Node reports it: of several addresses, the first one's failure.
fn note(error: &Error, address: &SocketAddr, is_only: bool) {
    let number = match error {
        Error::Timeout(_) if !is_only => Some(libc::ETIMEDOUT),
        Error::Io(error) => error.raw_os_error(),
        _ => None,
    };
    let Some(number) = number else {
        return;
    };
    let (code, ip, port) = (error_code(number), address.ip(), address.port());
    let local = if fails_at_once(number, address) { local_of(address) } else { "" };
    let message = format!("connect {code} {ip}:{port}{local}");
    note_failure(Failure { code, message, status: 0 });
}

/// True for the system's own refusal, without an answer from the network. Node then names the local
/// address, except for a port on which nobody listens: libuv treats that as an answer.
fn fails_at_once(number: i32, address: &SocketAddr) -> bool {
    let again = || TcpStream::connect_timeout(address, Duration::from_millis(1));
    ![libc::ECONNREFUSED, libc::ETIMEDOUT].contains(&number)
        && again().is_err_and(|error| error.raw_os_error() == Some(number))
}

/// A socket that was not connected has none yet.
fn local_of(address: &SocketAddr) -> &'static str {
    if address.is_ipv6() {
        " - Local (:::0)"
    } else {
        " - Local (0.0.0.0:0)"
    }
}

/// The details of one attempt.
fn at_address<'a>(
    details: &'a ConnectionDetails,
    addrs: ResolvedSocketAddrs,
    timeout: NextTimeout,
) -> ConnectionDetails<'a> {
    ConnectionDetails {
        uri: details.uri,
        addrs,
        config: details.config,
        request_level: details.request_level,
        resolver: details.resolver,
        now: details.now,
        timeout,
        current_time: details.current_time.clone(),
        run_connector: details.run_connector.clone(),
        register_shutdown: details.register_shutdown.clone(),
    }
}
