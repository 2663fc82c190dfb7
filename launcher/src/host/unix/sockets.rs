//! Local sockets: a client whose server is this user's or root's.

use super::user::uid;
use super::{errno, result};
use rquickjs::{prelude::Func, Object, Result};
use std::{
    mem,
    time::{Duration, Instant},
};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("connect", Func::from(|path: String| connect(path.as_bytes())))?;
    host.set("poll", Func::from(poll))
}

/// Connects, and asks the kernel who listens. Returns a descriptor or an error number, negated.
fn connect(path: &[u8]) -> i64 {
    // SAFETY: a structure of numbers, for which zeros are valid.
    let mut address: libc::sockaddr_un = unsafe { mem::zeroed() };
    if path.len() >= address.sun_path.len() || path.contains(&0) {
        return -i64::from(libc::EINVAL);
    }
    address.sun_family = libc::AF_UNIX as libc::sa_family_t;
    for (target, byte) in address.sun_path.iter_mut().zip(path) {
        *target = *byte as libc::c_char;
    }
    // SAFETY: takes numbers only.
    let socket = unsafe { libc::socket(libc::AF_UNIX, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) };
    if socket < 0 {
        return -errno();
    }
    let size = mem::size_of_val(&address) as libc::socklen_t;
    // SAFETY: `address` is a socket address of this size. A local socket connects at once or fails,
    // unless its queue is full: then it must not block, so the descriptor does not.
    let connected = unsafe {
        libc::fcntl(socket, libc::F_SETFL, libc::O_NONBLOCK);
        libc::connect(socket, (&raw const address).cast(), size)
    };
    let outcome = match connected {
        0 if is_ours(socket) => return socket.into(),
        0 => -i64::from(libc::EACCES),
        _ => -errno(),
    };
    // SAFETY: opened above.
    unsafe { libc::close(socket) };
    outcome
}

/// True if the process that listens belongs to this user or to root (SO_PEERCRED of unix(7)).
fn is_ours(socket: i32) -> bool {
    // SAFETY: a structure of numbers, for which zeros are valid.
    let mut peer: libc::ucred = unsafe { mem::zeroed() };
    let mut size = mem::size_of_val(&peer) as libc::socklen_t;
    // SAFETY: the kernel writes at most `size` bytes to `peer`.
    let got = unsafe {
        libc::getsockopt(
            socket,
            libc::SOL_SOCKET,
            libc::SO_PEERCRED,
            (&raw mut peer).cast(),
            &mut size,
        )
    };
    got == 0 && (peer.uid == uid() || peer.uid == 0)
}

/// A keychain usually answers within this time. A process that sleeps meanwhile continues later,
/// because its processor sleeps too; this one lets others run instead.
const BEFORE_SLEEP: Duration = Duration::from_micros(500);

/// The sockets that can be read, or none after the time. A negative time waits without end.
fn poll(sockets: Vec<i32>, timeout_ms: f64) -> Vec<i32> {
    let entry = |fd: &i32| libc::pollfd { fd: *fd, events: libc::POLLIN, revents: 0 };
    let mut entries: Vec<_> = sockets.iter().map(entry).collect();
    // Rounded up, so that a timer is never early.
    let timeout = timeout_ms.ceil().clamp(-1.0, f64::from(i32::MAX)) as i32;
    let started = Instant::now();
    let mut count = ask(&mut entries, 0);
    // Without a socket, this is the sleep of a timer.
    let may_answer = timeout != 0 && !entries.is_empty();
    while count == 0 && may_answer && started.elapsed() < BEFORE_SLEEP {
        std::thread::yield_now();
        count = ask(&mut entries, 0);
    }
    if count == 0 && timeout != 0 {
        count = ask(&mut entries, timeout);
    }
    if count <= 0 {
        return Vec::new();
    }
    entries.iter().filter(|entry| entry.revents != 0).map(|entry| entry.fd).collect()
}

/// Marks what can be read. Returns how many there are, or an error number, negated.
fn ask(entries: &mut [libc::pollfd], timeout_ms: i32) -> i64 {
    // SAFETY: as many entries as the slice has.
    result(unsafe { libc::poll(entries.as_mut_ptr(), entries.len() as libc::nfds_t, timeout_ms) })
}
