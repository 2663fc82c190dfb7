//! Refuses the head of a response that `ureq` accepts and Node's parser refuses or reads otherwise:
//! where two parsers disagree about the end of a line or of a body, a proxy in between may see
//! another response.

use ureq::{
    unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport},
    Error,
};

/// Makes a connection whose responses are checked.
#[derive(Debug)]
pub struct CheckHead;

impl<In: Transport> Connector<In> for CheckHead {
    type Out = Checked<In>;

    fn connect(
        &self,
        _: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| Checked { inner, is_in_head: true }))
    }
}

/// A connection for one request.
#[derive(Debug)]
pub struct Checked<In> {
    inner: In,
    is_in_head: bool,
}

impl<In: Transport> Transport for Checked<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let made_progress = self.inner.await_input(timeout)?;
        if self.is_in_head {
            // Nothing of a head is consumed before all of it is there.
            let checked = check(self.inner.buffers().input());
            self.is_in_head = !checked.map_err(|fault| Error::Other(fault.into()))?;
        }
        Ok(made_progress)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// True if the head is complete, or is none at all. The faults are Node's words, except for an
/// encoding that Node does not decode.
fn check(input: &[u8]) -> Result<bool, &'static str> {
    let (mut is_first, mut is_interim) = (true, false);
    let (mut lengths, mut is_encoded) = (0, false);
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        let Some(line) = line.strip_suffix(b"\n") else {
            return Ok(false);
        };
        if is_first && matches!(line, [] | b"\r") {
            continue;
        }
        if is_first && !line.starts_with(b"HTTP/") {
            return Ok(true);
        }
        let Some(line) = line.strip_suffix(b"\r") else {
            return Err(match line {
                _ if is_first => "Missing expected CR after response line",
                [] => "Invalid header field char",
                [.., b':'] => "Invalid header value char",
                _ if !line.contains(&b':') => "Invalid header token",
                _ => "Missing expected CR after header value",
            });
        };
        if is_first {
            // The next head follows that of `100 Continue`, and has lengths of its own.
            (lengths, is_encoded) = (0, false);
            is_interim = line.starts_with(b"HTTP/1.1 1") && !line.starts_with(b"HTTP/1.1 101");
            if line.starts_with(b"HTTP/1.0 1") {
                return Err("Invalid HTTP version");
            }
        } else if line.is_empty() && !is_interim {
            return Ok(true);
        } else if let Some(value) = value_of(line, b"content-length:") {
            lengths += 1;
            if is_encoded {
                return Err("Content-Length can't be present with Transfer-Encoding");
            }
            if lengths > 1 {
                return Err("Duplicate Content-Length");
            }
            if without_spaces(value).is_empty() {
                return Err("Empty Content-Length");
            }
            if !without_spaces(value).iter().all(u8::is_ascii_digit) {
                return Err("Invalid character in Content-Length");
            }
        } else if let Some(value) = value_of(line, b"transfer-encoding:") {
            is_encoded = true;
            if lengths > 0 {
                return Err("Transfer-Encoding can't be present with Content-Length");
            }
            let last = value.split(|byte| *byte == b',').next_back().unwrap_or_default();
            if !without_spaces(last).eq_ignore_ascii_case(b"chunked") {
                return Err("Invalid Transfer-Encoding");
            }
        }
        is_first = is_interim && line.is_empty();
    }
    Ok(false)
}

fn value_of<'line>(line: &'line [u8], name: &[u8]) -> Option<&'line [u8]> {
    let (start, value) = line.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then_some(value)
}

/// As Node reads a value: a tab at its end belongs to it.
fn without_spaces(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = value {
        value = rest;
    }
    while let [rest @ .., b' '] = value {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_head_is_complete_at_its_empty_line() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer: x\r\n\r\n";
        for length in 0..head.len() {
            assert_eq!(check(&head[..length]), Ok(false), "{length}");
        }
        assert_eq!(check(head), Ok(true));
        assert_eq!(check(&[head.as_slice(), b"{\n}\n"].concat()), Ok(true));
    }

    #[test]
    fn an_interim_response_is_followed_by_another() {
        let interim = b"HTTP/1.1 103 Early Hints\r\nContent-Length: 2\r\n\r\n".as_slice();
        assert_eq!(check(interim), Ok(false));
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n".as_slice();
        assert_eq!(check(&[interim, head].concat()), Ok(true));
        let encoded = b"HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n".as_slice();
        assert_eq!(check(&[encoded, head].concat()), Ok(true));
        assert_eq!(check(b"HTTP/1.0 100 Continue\r\n\r\n"), Err("Invalid HTTP version"));
        assert_eq!(check(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), Ok(true));
    }

    #[test]
    fn a_line_that_ends_without_cr_is_refused() {
        let fault = |head: &[u8]| check(head).unwrap_err();
        assert_eq!(fault(b"HTTP/1.1 200 OK\n"), "Missing expected CR after response line");
        let after_value = "Missing expected CR after header value";
        assert_eq!(fault(b"HTTP/1.1 200 OK\r\nX: y\n"), after_value);
        assert_eq!(fault(b"HTTP/1.1 200 OK\r\nX: y\r\n\n"), "Invalid header field char");
        assert_eq!(fault(b"HTTP/1.1 200 OK\r\nX:\n"), "Invalid header value char");
        assert_eq!(fault(b"HTTP/1.1 200 OK\r\nX\n"), "Invalid header token");
    }

    #[test]
    fn what_comes_before_a_head_or_is_none_is_left_to_the_parser() {
        assert_eq!(check(b"\n\r\nHTTP/1.1 200 OK\r\n\r\n"), Ok(true));
        assert_eq!(check(b"\n"), Ok(false));
        assert_eq!(check(b"<html>\n"), Ok(true));
    }

    #[test]
    fn two_lengths_of_a_body_are_refused() {
        let fault = |lines: &str| check(format!("HTTP/1.1 200 OK\r\n{lines}\r\n").as_bytes());
        let (length, encoding) = ("content-length: 2\r\n", "Transfer-Encoding: chunked\r\n");
        assert_eq!(fault(encoding), Ok(true));
        assert_eq!(fault(&length.repeat(2)), Err("Duplicate Content-Length"));
        let list = fault("Content-Length: 2, 2\r\n");
        assert_eq!(list, Err("Invalid character in Content-Length"));
        assert_eq!(fault("Content-Length: 2\t\r\n"), Err("Invalid character in Content-Length"));
        assert_eq!(fault("Content-Length: \t 2 \r\n"), Ok(true));
        assert_eq!(fault("Content-Length: \r\n"), Err("Empty Content-Length"));
        assert_eq!(fault("Transfer-Encoding: gzip, Chunked\r\n"), Ok(true));
        assert_eq!(fault("Transfer-Encoding: chunked, gzip\r\n"), Err("Invalid Transfer-Encoding"));
        assert_eq!(
            fault(&(length.to_owned() + encoding)),
            Err("Transfer-Encoding can't be present with Content-Length")
        );
        assert_eq!(
            fault(&(encoding.to_owned() + length)),
            Err("Content-Length can't be present with Transfer-Encoding")
        );
    }
}
