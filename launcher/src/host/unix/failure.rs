//! Why there is no connection, in Node's words.

use super::errors::error_code;
use std::sync::Mutex;
use ureq::Error;

/// Code and message of Node's error, or what a proxy answered instead.
#[derive(Default)]
pub struct Failure {
    pub code: String,
    pub message: String,
    pub status: u16,
}

/// Of the last connection. The layers of `ureq` pass on errors of their own only.
static FAILURE: Mutex<Option<Failure>> = Mutex::new(None);

/// Takes down why there is no connection.
pub fn note_failure(failure: Failure) {
    *FAILURE.lock().expect("no panic") = Some(failure);
}

/// There is a connection after all, or a new one is made.
pub fn forget_failure() {
    *FAILURE.lock().expect("no panic") = None;
}

/// What was taken down, or else what the error itself says.
pub fn take_failure(error: &Error) -> Option<Failure> {
    let noted = FAILURE.lock().expect("no panic").take();
    noted.or_else(|| broken_off(error))
}

/// How Node reports a connection that ends before TLS or the proxy has done its part.
fn broken_off(error: &Error) -> Option<Failure> {
    let Error::Io(error) = error else {
        return None;
    };
    let code = error_code(error.raw_os_error()?);
    let message = format!("read {code}");
    Some(Failure { code, message, status: 0 })
}
