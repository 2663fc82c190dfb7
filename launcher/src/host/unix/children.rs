//! Child programs, and the signals that end this process while it has some.

use super::{errno, result};
use rquickjs::{prelude::Func, Object, Result};
use std::{
    io,
    os::{
        fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd},
        unix::{net::UnixStream, process::CommandExt},
    },
    process::{Command, Stdio},
    ptr,
};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("spawn", Func::from(spawn))?;
    host.set("waitChild", Func::from(wait_child))?;
    host.set("kill", Func::from(kill))?;
    host.set("watchSignals", Func::from(watch_signals))?;
    host.set("unwatchSignals", Func::from(unwatch_signals))
}

/// Sends a signal. One to this process ends it even if the parent has had it ignored, because Node
/// gives every signal its default action when it starts.
fn kill(pid: i32, signal: i32) -> i64 {
    // SAFETY: takes numbers only.
    unsafe {
        if pid == libc::getpid() && signal != 0 {
            libc::signal(signal, libc::SIG_DFL);
        }
        result(libc::kill(pid, signal))
    }
}

/// A standard stream of a child: a file of this process, or one of these.
const NULL: i32 = -1;
const PIPE: i32 = -2;

/// Signals whose handling Node resets in a child: all of POSIX.
const SIGNALS: std::ops::Range<i32> = 1..32;

/// Starts a program as Node does: its pipes are sockets, it inherits no other file, and handles
/// signals as if nobody had changed that. Returns its ID, a descriptor that can be read once it has
/// ended, and this end of each stream or -1; or an error number, negated.
fn spawn(
    file: String,
    argv: Vec<String>,
    env: Vec<String>,
    streams: Vec<i32>,
    session: bool,
) -> Vec<i64> {
    start(&file, &argv, &env, &streams, session)
        .unwrap_or_else(|error| vec![-i64::from(error.raw_os_error().unwrap_or(libc::EINVAL))])
}

fn start(
    file: &str,
    argv: &[String],
    env: &[String],
    streams: &[i32],
    session: bool,
) -> io::Result<Vec<i64>> {
    // An old kernel is found out before anything has happened.
    drop(pidfd(std::process::id().cast_signed())?);
    let mut command = Command::new(file);
    command.arg0(&argv[0]).args(&argv[1..]).env_clear();
    for (name, value) in env.iter().filter_map(|each| each.split_once('=')) {
        command.env(name, value);
    }
    let mut ends = [None, None, None];
    for (at, stream) in streams.iter().enumerate() {
        let given: Stdio = match *stream {
            NULL => Stdio::null(),
            PIPE => {
                let (own, other) = UnixStream::pair()?;
                ends[at] = Some(own);
                OwnedFd::from(other).into()
            }
            file => duplicate(file)?.into(),
        };
        match at {
            0 => command.stdin(given),
            1 => command.stdout(given),
            _ => command.stderr(given),
        };
    }
    // SAFETY: calls nothing but the kernel.
    unsafe {
        command.pre_exec(move || {
            if session {
                libc::setsid();
            }
            for signal in SIGNALS {
                libc::signal(signal, libc::SIG_DFL);
            }
            let mut none = std::mem::zeroed();
            libc::sigemptyset(&mut none);
            libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut());
            libc::syscall(libc::SYS_close_range, 3, u32::MAX, libc::CLOSE_RANGE_CLOEXEC);
            Ok(())
        });
    }
    let pid = command.spawn()?.id().cast_signed();
    let mut started = vec![i64::from(pid), pidfd(pid)?.into_raw_fd().into()];
    started.extend(ends.map(|end| end.map_or(-1, |end| end.into_raw_fd().into())));
    Ok(started)
}

fn pidfd(pid: i32) -> io::Result<OwnedFd> {
    // SAFETY: takes numbers only.
    let file = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    match i32::try_from(file) {
        // SAFETY: opened just now, and nobody else's.
        Ok(file) if file >= 0 => Ok(unsafe { OwnedFd::from_raw_fd(file) }),
        _ => Err(io::Error::last_os_error()),
    }
}

fn duplicate(file: i32) -> io::Result<OwnedFd> {
    // SAFETY: takes numbers only; the new descriptor is nobody else's.
    unsafe {
        match libc::fcntl(file.as_raw_fd(), libc::F_DUPFD_CLOEXEC, 3) {
            -1 => Err(io::Error::last_os_error()),
            copy => Ok(OwnedFd::from_raw_fd(copy)),
        }
    }
}

/// How a child has ended: its status or -1, and the signal or 0. Empty if it has not.
fn wait_child(pid: i32) -> Vec<i32> {
    let mut status = 0;
    // SAFETY: `status` is a valid place for the result.
    if unsafe { libc::waitpid(pid, &mut status, libc::WNOHANG) } != pid {
        return Vec::new();
    }
    if libc::WIFSIGNALED(status) {
        vec![-1, libc::WTERMSIG(status)]
    } else {
        vec![libc::WEXITSTATUS(status), 0]
    }
}

fn set_of(signals: &[i32]) -> libc::sigset_t {
    // SAFETY: the functions fill and change the set that they are given.
    unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        for signal in signals {
            libc::sigaddset(&mut set, *signal);
        }
        set
    }
}

/// Holds signals back. Returns a descriptor that can be read when one arrives, or an error number,
/// negated.
fn watch_signals(signals: Vec<i32>) -> i64 {
    let set = set_of(&signals);
    // SAFETY: `set` is valid for both calls.
    unsafe {
        libc::sigprocmask(libc::SIG_BLOCK, &set, ptr::null_mut());
        match libc::signalfd(-1, &set, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK) {
            -1 => -errno(),
            file => file.into(),
        }
    }
}

/// Lets them through, also those that are held back now.
fn unwatch_signals(file: i32, signals: Vec<i32>) {
    let set = set_of(&signals);
    // SAFETY: `set` is valid for the call, and the descriptor is that of `watch_signals`.
    unsafe {
        libc::close(file);
        libc::sigprocmask(libc::SIG_UNBLOCK, &set, ptr::null_mut());
    }
}
