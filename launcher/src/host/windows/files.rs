//! Files and folders, which are only read.

use super::handles::standard;
use crate::become_program::become_program;
use rquickjs::{prelude::Func, ArrayBuffer, Ctx, IntoJs, Object, Result, Value};
use std::{
    cell::RefCell,
    env,
    fs::{self, File, OpenOptions},
    io::{self, Read},
    mem,
    os::windows::{fs::OpenOptionsExt, io::AsRawHandle},
    path::PathBuf,
    ptr::null_mut,
};
use windows_sys::Win32::{
    Foundation as codes,
    Foundation::FILETIME,
    Storage::FileSystem::{
        GetFileInformationByHandle, GetFileType, BY_HANDLE_FILE_INFORMATION,
        FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_READONLY, FILE_FLAG_BACKUP_SEMANTICS,
        FILE_READ_ATTRIBUTES, FILE_TYPE_CHAR, FILE_TYPE_DISK, FILE_TYPE_PIPE,
    },
    System::Console::GetConsoleMode,
};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("open", Func::from(open))?;
    host.set("close", Func::from(close))?;
    host.set("read", Func::from(read))?;
    host.set("readAll", Func::from(read_all))?;
    host.set("fstat", Func::from(|ctx, file: i32| fields(ctx, with(file, status))))?;
    host.set("stat", Func::from(|ctx, path: String| fields(ctx, stat(&path))))?;
    host.set("realpath", Func::from(|ctx, path: String| text(ctx, fs::canonicalize(path))))?;
    host.set("cwd", Func::from(|ctx| text(ctx, env::current_dir())))?;
    host.set("errorCode", Func::from(error_code))
}

pub fn is_open(stream: i32) -> bool {
    standard(stream).is_some()
}

pub fn is_terminal(stream: i32) -> bool {
    let mut mode = 0;
    // SAFETY: writes a number.
    unsafe { GetConsoleMode(standard(stream).unwrap_or(null_mut()), &mut mode) != 0 }
}

thread_local! {
    /// What is open: its place, and `FIRST`, make the number that the fast path knows it by.
    static FILES: RefCell<Vec<Option<File>>> = const { RefCell::new(Vec::new()) };
}

const FIRST: usize = 3;

/// Flags of launcher/js/fs.ts that do not ask for a reader: O_NONBLOCK means nothing here.
const WRITING: i32 = !0o4000;

fn open(path: String, flags: i32, _mode: u32) -> i64 {
    if flags & WRITING != 0 {
        become_program("a file is written");
    }
    let opened = OpenOptions::new().read(true).custom_flags(FILE_FLAG_BACKUP_SEMANTICS).open(path);
    match opened {
        Err(error) => code(&error),
        Ok(file) => FILES.with_borrow_mut(|files| {
            files.push(Some(file));
            (FIRST + files.len() - 1) as i64
        }),
    }
}

fn place(file: i32) -> usize {
    usize::try_from(file).unwrap_or(usize::MAX).wrapping_sub(FIRST)
}

fn with<T>(file: i32, work: impl FnOnce(&File) -> io::Result<T>) -> io::Result<T> {
    FILES.with_borrow(|files| match files.get(place(file)) {
        Some(Some(file)) => work(file),
        _ => Err(io::Error::from_raw_os_error(codes::ERROR_INVALID_HANDLE.cast_signed())),
    })
}

fn close(file: i32) -> i64 {
    FILES.with_borrow_mut(|files| match files.get_mut(place(file)).map(mem::take) {
        Some(Some(_)) => 0,
        _ => -i64::from(codes::ERROR_INVALID_HANDLE),
    })
}

/// Of one read.
const CHUNK_BYTES: usize = 65_536;

fn read(ctx: Ctx<'_>, file: i32, max_bytes: usize) -> Result<Value<'_>> {
    bytes(
        ctx,
        with(file, |mut file| {
            let mut data = vec![0; max_bytes.min(CHUNK_BYTES)];
            let count = file.read(&mut data)?;
            data.truncate(count);
            Ok(data)
        }),
    )
}

fn read_all(ctx: Ctx<'_>, file: i32) -> Result<Value<'_>> {
    bytes(
        ctx,
        with(file, |mut file| {
            let mut data = Vec::new();
            file.read_to_end(&mut data)?;
            Ok(data)
        }),
    )
}

fn bytes(ctx: Ctx<'_>, found: io::Result<Vec<u8>>) -> Result<Value<'_>> {
    match found {
        Ok(data) => ArrayBuffer::new(ctx.clone(), data)?.into_js(&ctx),
        Err(error) => code(&error).into_js(&ctx),
    }
}

fn stat(path: &str) -> io::Result<[f64; 7]> {
    let mut options = OpenOptions::new();
    options.access_mode(FILE_READ_ATTRIBUTES).custom_flags(FILE_FLAG_BACKUP_SEMANTICS);
    status(&options.open(path)?)
}

const KIND_FILE: u32 = 0o100_000;
const KIND_FOLDER: u32 = 0o040_000;
const KIND_PIPE: u32 = 0o010_000;
const KIND_DEVICE: u32 = 0o020_000;

/// As Node fills `Stats`. A file has no owner here, and no mode is exact.
fn status(file: &File) -> io::Result<[f64; 7]> {
    let handle = file.as_raw_handle();
    // SAFETY: an open file.
    let kind = match unsafe { GetFileType(handle) } {
        FILE_TYPE_DISK => None,
        FILE_TYPE_PIPE => Some(KIND_PIPE),
        FILE_TYPE_CHAR => Some(KIND_DEVICE),
        _ => return Err(io::Error::last_os_error()),
    };
    if let Some(kind) = kind {
        return Ok([f64::from(kind | 0o666), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }
    // SAFETY: a structure of numbers, for which zeros are valid.
    let mut found: BY_HANDLE_FILE_INFORMATION = unsafe { mem::zeroed() };
    // SAFETY: the system fills it if it returns another number than 0.
    if unsafe { GetFileInformationByHandle(handle, &mut found) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let has = |attribute: u32| found.dwFileAttributes & attribute != 0;
    let kind = if has(FILE_ATTRIBUTE_DIRECTORY) { KIND_FOLDER } else { KIND_FILE };
    let mode = if has(FILE_ATTRIBUTE_READONLY) { 0o444 } else { 0o666 };
    let wide = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
    Ok([
        f64::from(kind | mode),
        0.0,
        0.0,
        wide(found.nFileSizeHigh, found.nFileSizeLow) as f64,
        milliseconds(found.ftLastWriteTime),
        f64::from(found.dwVolumeSerialNumber),
        wide(found.nFileIndexHigh, found.nFileIndexLow) as f64,
    ])
}

/// From 1601 to 1970, in units of 100 nanoseconds.
const EPOCH: i64 = 116_444_736_000_000_000;

/// As Node computes `mtimeMs`.
fn milliseconds(time: FILETIME) -> f64 {
    let units = i64::from(time.dwHighDateTime) << 32 | i64::from(time.dwLowDateTime);
    let since = units - EPOCH;
    since.div_euclid(10_000_000) as f64 * 1e3 + (since.rem_euclid(10_000_000) * 100) as f64 / 1e6
}

fn fields(ctx: Ctx<'_>, found: io::Result<[f64; 7]>) -> Result<Value<'_>> {
    match found {
        Ok(fields) => fields.to_vec().into_js(&ctx),
        Err(error) => code(&error).into_js(&ctx),
    }
}

/// A path as Node has it, without the prefix of long ones.
fn text(ctx: Ctx<'_>, path: io::Result<PathBuf>) -> Result<Value<'_>> {
    let path = match path {
        Ok(path) => path,
        Err(error) => return code(&error).into_js(&ctx),
    };
    let Some(text) = path.to_str() else {
        become_program("a path is not text");
    };
    match text.strip_prefix(r"\\?\UNC\") {
        Some(share) => format!(r"\\{share}").into_js(&ctx),
        None => text.strip_prefix(r"\\?\").unwrap_or(text).into_js(&ctx),
    }
}

/// The error number, negated.
pub fn code(error: &io::Error) -> i64 {
    let other = codes::ERROR_INVALID_PARAMETER.cast_signed();
    -i64::from(error.raw_os_error().unwrap_or(other))
}

/// The names that Node has for Windows' numbers, of those that a reader may meet.
fn error_code(number: u32) -> &'static str {
    match number {
        codes::ERROR_FILE_NOT_FOUND
        | codes::ERROR_PATH_NOT_FOUND
        | codes::ERROR_BAD_PATHNAME
        | codes::ERROR_DIRECTORY
        | codes::ERROR_INVALID_DRIVE
        | codes::ERROR_INVALID_NAME => "ENOENT",
        codes::ERROR_ACCESS_DENIED | codes::ERROR_PRIVILEGE_NOT_HELD => "EPERM",
        codes::ERROR_NOACCESS | codes::ERROR_CANT_ACCESS_FILE => "EACCES",
        codes::ERROR_SHARING_VIOLATION | codes::ERROR_LOCK_VIOLATION => "EBUSY",
        codes::ERROR_INVALID_FUNCTION => "EISDIR",
        codes::ERROR_BUFFER_OVERFLOW | codes::ERROR_FILENAME_EXCED_RANGE => "ENAMETOOLONG",
        codes::ERROR_CANT_RESOLVE_FILENAME => "ELOOP",
        codes::ERROR_INVALID_PARAMETER => "EINVAL",
        codes::ERROR_INVALID_HANDLE => "EBADF",
        _ => "EIO",
    }
}
