//! TCP connections.

use super::{
    files::error_code,
    http::{forget_failure, note_failure, Failure},
};
use std::{
    net::SocketAddr,
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
                    note(&error, address, details.addrs.len() == 1, at == 0);
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

/// As Node reports it: the only address with its message, of several the first one's code.
fn note(error: &Error, address: &SocketAddr, is_only: bool, is_first: bool) {
    let Error::Io(error) = error else {
        return;
    };
    let (Some(number), true) = (error.raw_os_error(), is_first) else {
        return;
    };
    let code = error_code(number).to_owned();
    let (ip, port) = (address.ip(), address.port());
    let message = if is_only { format!("connect {code} {ip}:{port}") } else { String::new() };
    note_failure(Failure { code, message, status: 0 });
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
