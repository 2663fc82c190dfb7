//! One HTTP request and its answer, without redirects.

use super::{
    deadline::Deadline,
    dial::Dial,
    failure::{forget_failure, take_failure, Failure},
    head::CheckHead,
    names::{know_name, Names},
    tls::Secure,
    tunnel::{Proxy, Tunnel},
};
use crate::host::text::all_of;
use rquickjs::{prelude::Func, ArrayBuffer, Ctx, Object, Result, TypedArray};
use std::{
    io::{self, Read},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};
use ureq::{
    config::Config,
    http::{Request, Uri},
    unversioned::transport::{ConnectionDetails, Connector, Transport},
    Agent, Error, Timeout,
};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("knowName", Func::from(know_name))?;
    host.set("send", Func::from(send))
}

/// As Node: larger ones are refused.
const MAX_HEADER_BYTES: usize = 16 * 1024;

/// What the fast path asks for.
struct Limits {
    connect: Duration,
    response: Duration,
    max_bytes: usize,
    /// For all of it.
    total: Option<Duration>,
}

/// An answer, or why there is none.
type Answer = std::result::Result<Received, Fault>;

struct Fault {
    /// `unsent` or `unsure` if no byte of the request can have left.
    kind: &'static str,
    /// For the trace.
    reason: String,
    /// How Node would say why there is no connection, if that is known.
    in_node: Option<Failure>,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault { kind: kind_of(&error), reason: error.to_string(), in_node: take_failure(&error) }
    }
}

struct Received {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Why the body ends early.
    fault: Option<&'static str>,
}

/// `limits`: milliseconds for the connection, and for the answer's head and its body each; bytes of
/// the body; milliseconds for all of it, if they are limited too. An empty `body` is none. `proxy`:
/// host, port, and the value of `Proxy-Authorization` if it demands one; empty for none.
fn send<'js>(
    ctx: Ctx<'js>,
    method: String,
    url: String,
    headers: Vec<Vec<String>>,
    body: TypedArray<'js, u8>,
    limits: Vec<f64>,
    proxy: Vec<String>,
) -> Result<Object<'js>> {
    let ms = |limit: f64| Duration::from_millis(limit as u64);
    let limits = Limits {
        connect: ms(limits[0]),
        response: ms(limits[1]),
        max_bytes: limits[2] as usize,
        total: limits.get(3).copied().map(ms),
    };
    let result = Object::new(ctx.clone())?;
    match exchange(&method, &url, &headers, all_of(&body), &limits, &proxy) {
        Ok(received) => {
            result.set("status", received.status)?;
            let headers = received.headers.into_iter().map(|(name, value)| vec![name, value]);
            result.set("headers", headers.collect::<Vec<_>>())?;
            result.set("body", ArrayBuffer::new(ctx, received.body)?)?;
            result.set("fault", received.fault)?;
        }
        Err(Fault { kind, reason, in_node }) => {
            result.set("fault", kind)?;
            result.set("reason", reason)?;
            let Failure { code, message, status } = in_node.unwrap_or_default();
            result.set("code", code)?;
            result.set("message", message)?;
            result.set("proxyStatus", status)?;
        }
    }
    Ok(result)
}

fn exchange(
    method: &str,
    url: &str,
    headers: &[Vec<String>],
    body: &[u8],
    limits: &Limits,
    proxy: &[String],
) -> Answer {
    let start = Instant::now();
    let within = |limit: Duration, reason| Deadline {
        until: start + limits.total.map_or(limit, |total| total.min(limit)),
        reason,
    };
    CONNECTED.store(false, Ordering::Relaxed);
    forget_failure();
    let uri: Uri = url.parse().map_err(|_| Error::BadUri("unusual".to_owned()))?;
    let proxy = proxy_of(proxy);
    let config = Config::builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent("")
        .accept("")
        .accept_encoding("")
        .max_response_header_size(MAX_HEADER_BYTES)
        .max_idle_connections(0)
        .proxy(None)
        .timeout_resolve(Some(limits.connect))
        .timeout_connect(Some(limits.connect))
        .timeout_recv_response(Some(limits.response))
        .timeout_recv_body(Some(limits.response))
        .timeout_global(limits.total)
        .build();
    let chain =
        ().chain(Dial::default())
            .chain(Tunnel {
                proxy: proxy.clone(),
                deadline: within(limits.connect, Timeout::Connect),
            })
            .chain(Secure { deadline: within(limits.response, Timeout::RecvResponse) })
            .chain(Note)
            .chain(CheckHead);
    let agent = Agent::with_parts(config, chain, Names { proxy });
    let mut request = Request::builder().method(method).uri(uri);
    for header in headers {
        request = request.header(&header[0], &header[1]);
    }
    let request = request.body(()).map_err(Error::Http)?;
    let response =
        if body.is_empty() { agent.run(request)? } else { agent.run(request.map(|()| body))? };
    let status = response.status().as_u16();
    let named = response.headers().iter().map(|(name, value)| {
        (name.as_str().to_owned(), value.as_bytes().iter().map(|byte| char::from(*byte)).collect())
    });
    let headers = named.collect();
    let mut body = Vec::new();
    let mut reader = response.into_body().into_reader().take(limits.max_bytes as u64 + 1);
    let fault = match reader.read_to_end(&mut body) {
        Ok(_) if body.len() > limits.max_bytes => Some("long"),
        Ok(_) => None,
        Err(error) if is_late(&error) => Some("slow"),
        Err(_) => Some("aborted"),
    };
    Ok(Received { status, headers, body, fault })
}

fn kind_of(error: &Error) -> &'static str {
    if !CONNECTED.load(Ordering::Relaxed) {
        return match error {
            Error::Timeout(Timeout::RecvResponse) => "timeout",
            Error::Timeout(_) => "unconnected",
            Error::Io(error) if error.raw_os_error().is_some() => "unsent",
            _ => "unsure",
        };
    }
    match error {
        Error::Timeout(_) => "timeout",
        Error::Io(error) if is_refusal(error) => "unsure",
        Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionReset => "reset",
            io::ErrorKind::BrokenPipe => "pipe",
            io::ErrorKind::TimedOut => "timeout",
            _ => "hangup",
        },
        Error::LargeResponseHeader(..) => "overflow",
        _ => "parse",
    }
}

/// True if a time limit has ended a body: that of a read, or the one of the body as a whole.
fn is_late(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    error.kind() == io::ErrorKind::TimedOut || matches!(inner, Some(Error::Timeout(_)))
}

/// True if the server wants a certificate of the client: it then ignores the request.
fn is_refusal(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    inner == Some(&rustls::Error::AlertReceived(rustls::AlertDescription::CertificateRequired))
}

fn proxy_of(words: &[String]) -> Option<Proxy> {
    let [host, port, rest @ ..] = words else {
        return None;
    };
    Some(Proxy {
        host: host.clone(),
        port: port.parse().unwrap_or(0),
        authorization: rest.first().cloned(),
    })
}

/// Set once a connection exists, so that a part of the request may have been sent.
static CONNECTED: AtomicBool = AtomicBool::new(false);

/// Takes down that there is a connection to the server.
#[derive(Debug)]
struct Note;

impl<In: Transport> Connector<In> for Note {
    type Out = In;

    fn connect(
        &self,
        _: &ConnectionDetails,
        chained: Option<In>,
    ) -> std::result::Result<Option<In>, Error> {
        CONNECTED.store(chained.is_some(), Ordering::Relaxed);
        Ok(chained)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_drips_or_stalls_is_late() {
        assert!(is_late(&Error::Timeout(Timeout::RecvBody).into_io()));
        assert!(is_late(&io::ErrorKind::TimedOut.into()));
        assert!(!is_late(&io::ErrorKind::UnexpectedEof.into()));
    }
}
