//! One HTTP request and its answer, without redirects, for the SDK's request handler.

use super::text::all_of;
use rquickjs::{prelude::Func, ArrayBuffer, Ctx, Object, Result, TypedArray};
use std::{
    io::{self, Read},
    net::IpAddr,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use ureq::{
    config::Config,
    http::{Request, Uri},
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::{ConnectionDetails, Connector, NextTimeout, TcpConnector, Transport},
    },
    Agent, Error,
};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("send", Func::from(send))
}

/// As Node: larger ones are refused.
const MAX_HEADER_BYTES: usize = 16 * 1024;

/// What the fast path asks for.
struct Limits {
    connect: Duration,
    response: Duration,
    max_bytes: usize,
}

/// An answer, or why there is none: `unsent` if no byte of the request can have left.
type Answer = std::result::Result<Received, &'static str>;

struct Received {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Why the body ends early.
    fault: Option<&'static str>,
}

/// `limits`: milliseconds for the connection, and for the answer's head and its body each; bytes of
/// the body.
fn send<'js>(
    ctx: Ctx<'js>,
    method: String,
    url: String,
    headers: Vec<Vec<String>>,
    body: TypedArray<'js, u8>,
    limits: Vec<f64>,
) -> Result<Object<'js>> {
    let ms = |at: usize| Duration::from_millis(limits[at] as u64);
    let limits = Limits { connect: ms(0), response: ms(1), max_bytes: limits[2] as usize };
    let result = Object::new(ctx.clone())?;
    match exchange(&method, &url, &headers, all_of(&body), &limits) {
        Ok(received) => {
            result.set("status", received.status)?;
            let headers = received.headers.into_iter().map(|(name, value)| vec![name, value]);
            result.set("headers", headers.collect::<Vec<_>>())?;
            result.set("body", ArrayBuffer::new(ctx, received.body)?)?;
            result.set("fault", received.fault)?;
        }
        Err(fault) => result.set("fault", fault)?,
    }
    Ok(result)
}

fn exchange(
    method: &str,
    url: &str,
    headers: &[Vec<String>],
    body: &[u8],
    limits: &Limits,
) -> Answer {
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
        .timeout_connect(Some(limits.connect))
        .timeout_recv_response(Some(limits.response))
        .timeout_recv_body(Some(limits.response))
        .build();
    CONNECTED.store(false, Ordering::Relaxed);
    let chain = ().chain(TcpConnector::default()).chain(Note);
    let agent = Agent::with_parts(config, chain, Literal);
    let mut request = Request::builder().method(method).uri(url);
    for header in headers {
        request = request.header(&header[0], &header[1]);
    }
    let request = request.body(body).map_err(|_| "unsent")?;
    let response = agent.run(request).map_err(|error| fault_of(&error))?;
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
        Err(error) if error.kind() == io::ErrorKind::TimedOut => Some("slow"),
        Err(_) => Some("aborted"),
    };
    Ok(Received { status, headers, body, fault })
}

fn fault_of(error: &Error) -> &'static str {
    if !CONNECTED.load(Ordering::Relaxed) {
        return "unsent";
    }
    match error {
        Error::Timeout(_) => "timeout",
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

/// Set once a connection exists, so that a part of the request may have been sent.
static CONNECTED: AtomicBool = AtomicBool::new(false);

/// Takes down that there is a connection.
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

/// Knows addresses only: names are left to the program.
#[derive(Debug)]
struct Literal;

impl Resolver for Literal {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let address: IpAddr = host.parse().map_err(|_| Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or(80);
        let mut addresses = self.empty();
        addresses.push((address, port).into());
        Ok(addresses)
    }
}
