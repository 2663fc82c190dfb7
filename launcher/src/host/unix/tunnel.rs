//! The tunnel through a proxy (RFC 9110, section 9.3.6), asked for as the program does.

use super::{
    deadline::Deadline,
    failure::{note_failure, Failure},
};
use std::io::Write;
use ureq::{
    http::Uri,
    unversioned::transport::{ConnectionDetails, Connector, Transport, TransportAdapter},
    Error,
};

/// A proxy that is spoken to without TLS.
#[derive(Debug, Clone)]
pub struct Proxy {
    pub host: String,
    pub port: u16,
    /// The value of `Proxy-Authorization`.
    pub authorization: Option<String>,
}

/// Asks the proxy, to which there is a connection, for one to the server.
#[derive(Debug)]
pub struct Tunnel {
    pub proxy: Option<Proxy>,
    pub deadline: Deadline,
}

/// Of the proxy's answer.
const MAX_HEAD_BYTES: usize = 16 * 1024;

impl<In: Transport> Connector<In> for Tunnel {
    type Out = In;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<In>, Error> {
        let (transport, proxy) = match (chained, &self.proxy) {
            (Some(transport), Some(proxy)) => (transport, proxy),
            (chained, _) => return Ok(chained),
        };
        let mut adapter = TransportAdapter::new(transport, details.current_time.clone());
        adapter.set_timeout(self.deadline.left()?);
        adapter.write_all(request(details.uri, proxy).as_bytes())?;
        let mut transport = adapter.into_inner();
        while transport.await_input(self.deadline.left()?)? {
            let input = transport.buffers().input();
            match memchr::memmem::find(input, b"\r\n\r\n") {
                Some(end) if is_granted(input) => {
                    transport.buffers().input_consume(end + 4);
                    return Ok(Some(transport));
                }
                None if input.len() < MAX_HEAD_BYTES => (),
                Some(_) => {
                    note_failure(Failure { status: status_of(input), ..Failure::default() });
                    break;
                }
                None => break,
            }
        }
        Err(Error::ConnectionFailed)
    }
}

fn request(uri: &Uri, proxy: &Proxy) -> String {
    let target = format!("{}:{}", uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(443));
    let authorization = proxy.authorization.as_ref();
    let authorization =
        authorization.map(|value| format!("Proxy-Authorization: {value}\r\n")).unwrap_or_default();
    format!(
        "CONNECT {target} HTTP/1.1\r\n{authorization}Host: {target}\r\nProxy-Connection: close\r\n\r\n"
    )
}

fn is_granted(head: &[u8]) -> bool {
    status_of(head) == 200
}

/// 0 for what is not HTTP.
fn status_of(head: &[u8]) -> u16 {
    let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let word = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    match std::str::from_utf8(word) {
        Ok(word) if line.starts_with(b"HTTP/1.") && word.len() == 3 => word.parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_granted, request, Proxy};

    #[test]
    fn asks_with_a_password() {
        let proxy = Proxy {
            host: "proxy".to_owned(),
            port: 1,
            authorization: Some("Basic bWU6cA==".to_owned()),
        };
        assert_eq!(
            request(&"https://sts.amazonaws.com/".parse().unwrap(), &proxy),
            "CONNECT sts.amazonaws.com:443 HTTP/1.1\r\nProxy-Authorization: Basic bWU6cA==\r\n\
             Host: sts.amazonaws.com:443\r\nProxy-Connection: close\r\n\r\n",
        );
    }

    #[test]
    fn only_200_grants_it() {
        assert!(is_granted(b"HTTP/1.1 200 Connection established\r\n\r\n"));
        assert!(is_granted(b"HTTP/1.0 200\r\n\r\n"));
        assert!(!is_granted(b"HTTP/1.1 407 200\r\n\r\n"));
        assert!(!is_granted(b"HTTP/1.1 2000\r\n\r\n"));
        assert!(!is_granted(b"SSH-2.0-OpenSSH 200\r\n\r\n"));
    }
}
