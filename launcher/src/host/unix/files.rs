//! Files and folders. Every descriptor is closed on exec, so that no child inherits one.

use super::{errno, errors::error_code, result};
use rquickjs::{prelude::Func, ArrayBuffer, Ctx, IntoJs, Object, Result, TypedArray, Value};
use std::{
    env,
    ffi::CString,
    fs, io,
    mem::MaybeUninit,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    slice,
};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("open", Func::from(open))?;
    host.set(
        "close",
        Func::from(|file: i32| {
            // SAFETY: the fast path closes what it has opened, once.
            result(unsafe { libc::close(file) })
        }),
    )?;
    host.set(
        "fsync",
        Func::from(|file: i32| {
            // SAFETY: takes a number only.
            result(unsafe { libc::fsync(file) })
        }),
    )?;
    host.set("read", Func::from(read))?;
    host.set("readAll", Func::from(read_all))?;
    host.set("writeAll", Func::from(write_all))?;
    host.set("write", Func::from(write_once))?;
    host.set(
        "truncate",
        Func::from(|file: i32, size: i64| {
            // SAFETY: takes numbers only.
            result(unsafe { libc::ftruncate(file, size) })
        }),
    )?;
    host.set("lock", Func::from(lock))?;
    host.set("fstat", Func::from(fstat))?;
    host.set("stat", Func::from(|ctx, path: String| status(ctx, fs::metadata(path))))?;
    host.set("lstat", Func::from(|ctx, path: String| status(ctx, fs::symlink_metadata(path))))?;
    host.set("readlink", Func::from(|ctx, path: String| text(ctx, fs::read_link(path))))?;
    host.set("realpath", Func::from(|ctx, path: String| text(ctx, fs::canonicalize(path))))?;
    host.set("cwd", Func::from(|ctx| text(ctx, env::current_dir())))?;
    host.set("unlink", Func::from(|path: String| done(fs::remove_file(path))))?;
    host.set("mkdir", Func::from(mkdir))?;
    host.set(
        "chmod",
        Func::from(|path: String, mode: u32| {
            done(fs::set_permissions(path, fs::Permissions::from_mode(mode)))
        }),
    )?;
    host.set("access", Func::from(access))?;
    host.set("link", Func::from(|path: String, other: String| done(fs::hard_link(path, other))))?;
    host.set("rename", Func::from(|path: String, other: String| done(fs::rename(path, other))))?;
    host.set("errorCode", Func::from(error_code))
}

pub fn is_open(file: i32) -> bool {
    // SAFETY: takes a number only.
    unsafe { libc::fcntl(file, libc::F_GETFD) != -1 }
}

pub fn is_terminal(file: i32) -> bool {
    // SAFETY: takes a number only.
    unsafe { libc::isatty(file) == 1 }
}

fn open(path: String, flags: i32, mode: u32) -> i64 {
    let Ok(path) = CString::new(path) else {
        return -i64::from(libc::EINVAL);
    };
    // SAFETY: `path` is a C string.
    result(unsafe { libc::open(path.as_ptr(), flags | libc::O_CLOEXEC, mode) })
}

fn mkdir(path: String, mode: u32) -> i64 {
    use std::os::unix::fs::DirBuilderExt;
    done(fs::DirBuilder::new().mode(mode).create(path))
}

fn access(path: String, mode: i32) -> i64 {
    let Ok(path) = CString::new(path) else {
        return -i64::from(libc::EINVAL);
    };
    // SAFETY: `path` is a C string.
    result(unsafe { libc::access(path.as_ptr(), mode) })
}

/// Of one read.
const CHUNK_BYTES: usize = 65_536;

fn read<'js>(ctx: Ctx<'js>, file: i32, max_bytes: usize) -> Result<Value<'js>> {
    // Not cleared: what the kernel does not write is not even touched.
    let mut data = [const { MaybeUninit::<u8>::uninit() }; CHUNK_BYTES];
    let size = max_bytes.min(CHUNK_BYTES);
    // SAFETY: the kernel writes at most `size` bytes, which `data` has.
    let count = result(unsafe { libc::read(file, data.as_mut_ptr().cast(), size) });
    let Ok(count) = usize::try_from(count) else {
        return (-errno()).into_js(&ctx);
    };
    // SAFETY: the kernel has written so many.
    let data = unsafe { slice::from_raw_parts(data.as_ptr().cast::<u8>(), count) };
    ArrayBuffer::new_copy(ctx.clone(), data)?.into_js(&ctx)
}

fn read_all<'js>(ctx: Ctx<'js>, file: i32) -> Result<Value<'js>> {
    let mut data: Vec<u8> = Vec::with_capacity(size_of_file(file) + 1);
    loop {
        if data.len() == data.capacity() {
            data.reserve(CHUNK_BYTES);
        }
        let free = data.spare_capacity_mut();
        // SAFETY: the kernel writes at most as many bytes as `free` has.
        let count = result(unsafe { libc::read(file, free.as_mut_ptr().cast(), free.len()) });
        match usize::try_from(count) {
            Ok(0) => break,
            // SAFETY: the kernel has written so many.
            Ok(count) => unsafe { data.set_len(data.len() + count) },
            Err(_) if errno() == i64::from(libc::EINTR) => {}
            Err(_) => return (-errno()).into_js(&ctx),
        }
    }
    ArrayBuffer::new(ctx.clone(), data)?.into_js(&ctx)
}

/// A hint only: other files than regular ones have no size.
fn size_of_file(file: i32) -> usize {
    raw_stat(file).map_or(0, |stat| usize::try_from(stat.st_size).unwrap_or(0)).min(1 << 26)
}

/// Writes everything. To a socket whose other end has gone it returns an error, not a signal.
pub fn write_all(file: i32, data: TypedArray<'_, u8>) -> i64 {
    // SAFETY: no script runs until the call returns, so the bytes stay where they are.
    write_bytes(file, unsafe { data.as_bytes() }.unwrap_or_default())
}

pub fn write_bytes(file: i32, mut data: &[u8]) -> i64 {
    while !data.is_empty() {
        // SAFETY: the kernel reads as many bytes as `data` has.
        let mut written =
            unsafe { libc::send(file, data.as_ptr().cast(), data.len(), libc::MSG_NOSIGNAL) };
        if written < 0 && errno() == i64::from(libc::ENOTSOCK) {
            // SAFETY: as above.
            written = unsafe { libc::write(file, data.as_ptr().cast(), data.len()) };
        }
        match usize::try_from(written) {
            Ok(count) => data = &data[count..],
            Err(_) if errno() == i64::from(libc::EINTR) => {}
            Err(_) if errno() == i64::from(libc::EAGAIN) => wait_for(file, libc::POLLOUT),
            Err(_) => return -errno(),
        }
    }
    0
}

/// Writes once: behind what is there, or at a position if that is not negative.
fn write_once(file: i32, data: TypedArray<'_, u8>, at: i64) -> i64 {
    // SAFETY: no script runs until the call returns, so the bytes stay where they are.
    let data = unsafe { data.as_bytes() }.unwrap_or_default();
    // SAFETY: the kernel reads as many bytes as `data` has.
    result(unsafe {
        if at < 0 {
            libc::write(file, data.as_ptr().cast(), data.len())
        } else {
            libc::pwrite(file, data.as_ptr().cast(), data.len(), at)
        }
    })
}

/// Takes an exclusive lock of the whole file without waiting, as the program's addon does: one that
/// belongs to this open file, so that it ends with it (fcntl(2), F_OFD_SETLK).
fn lock(file: i32) -> i64 {
    // SAFETY: a structure of numbers, for which zeros are valid: the whole file.
    let mut lock: libc::flock = unsafe { std::mem::zeroed() };
    lock.l_type = libc::F_WRLCK as libc::c_short;
    lock.l_whence = libc::SEEK_SET as libc::c_short;
    // SAFETY: `lock` is valid for the call.
    result(unsafe { libc::fcntl(file, libc::F_OFD_SETLK, &raw const lock) })
}

fn wait_for(file: i32, events: i16) {
    let mut poll = libc::pollfd { fd: file, events, revents: 0 };
    // SAFETY: `poll` is one valid entry.
    unsafe { libc::poll(&mut poll, 1, -1) };
}

fn raw_stat(file: i32) -> Option<libc::stat> {
    let mut stat = MaybeUninit::<libc::stat>::uninit();
    // SAFETY: the kernel fills `stat` if it returns 0.
    unsafe { (libc::fstat(file, stat.as_mut_ptr()) == 0).then(|| stat.assume_init()) }
}

fn fstat<'js>(ctx: Ctx<'js>, file: i32) -> Result<Value<'js>> {
    let Some(stat) = raw_stat(file) else {
        return (-errno()).into_js(&ctx);
    };
    let changed = milliseconds(stat.st_mtime, stat.st_mtime_nsec);
    fields(
        &ctx,
        [
            f64::from(stat.st_mode),
            f64::from(stat.st_uid),
            f64::from(stat.st_gid),
            stat.st_size as f64,
            changed,
            stat.st_dev as f64,
            stat.st_ino as f64,
        ],
    )
}

fn status<'js>(ctx: Ctx<'js>, found: io::Result<fs::Metadata>) -> Result<Value<'js>> {
    let stat = match found {
        Ok(stat) => stat,
        Err(error) => return code(&error).into_js(&ctx),
    };
    let changed = milliseconds(stat.mtime(), stat.mtime_nsec());
    fields(
        &ctx,
        [
            f64::from(stat.mode()),
            f64::from(stat.uid()),
            f64::from(stat.gid()),
            stat.size() as f64,
            changed,
            stat.dev() as f64,
            stat.ino() as f64,
        ],
    )
}

fn fields<'js>(ctx: &Ctx<'js>, fields: [f64; 7]) -> Result<Value<'js>> {
    fields.to_vec().into_js(ctx)
}

/// As Node computes `mtimeMs`.
fn milliseconds(seconds: i64, nanoseconds: i64) -> f64 {
    seconds as f64 * 1e3 + nanoseconds as f64 / 1e6
}

fn text<'js>(ctx: Ctx<'js>, path: io::Result<impl AsRef<Path>>) -> Result<Value<'js>> {
    match path {
        Ok(path) => path.as_ref().to_string_lossy().into_owned().into_js(&ctx),
        Err(error) => code(&error).into_js(&ctx),
    }
}

fn done(outcome: io::Result<()>) -> i64 {
    outcome.map_or_else(|error| code(&error), |()| 0)
}

/// The error number, negated.
pub fn code(error: &io::Error) -> i64 {
    -i64::from(error.raw_os_error().unwrap_or(libc::EINVAL))
}
