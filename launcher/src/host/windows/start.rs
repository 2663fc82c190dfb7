//! Becoming the program, which has to be a child here, and where it and Node are.

use super::{handles::standard, owner};
use crate::become_program::Missing;
use std::{
    env,
    ffi::{OsStr, OsString},
    io, mem,
    os::windows::ffi::OsStrExt,
    path::{Path, PathBuf},
    process, ptr,
};
use windows_sys::Win32::{
    Foundation::{SetHandleInformation, HANDLE, HANDLE_FLAG_INHERIT},
    System::{
        Console::{GetConsoleCP, SetConsoleCtrlHandler, CTRL_BREAK_EVENT, CTRL_C_EVENT},
        Environment::GetCommandLineW,
        JobObjects::{
            AssignProcessToJobObject, CreateJobObjectW, JobObjectExtendedLimitInformation,
            SetInformationJobObject, JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
            JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK,
        },
        Threading::{
            CreateProcessW, GetExitCodeProcess, GetStartupInfoW, ResumeThread, Sleep,
            WaitForSingleObject, CREATE_SUSPENDED, DETACHED_PROCESS, INFINITE, PROCESS_INFORMATION,
            STARTF_USESHOWWINDOW, STARTF_USESTDHANDLES, STARTUPINFOW,
        },
    },
};

/// From the launcher's folder: in the archive, in a checkout (launcher/build), and in npm's tree
/// beside the package `rolecall` or inside it.
pub const PROGRAMS: [&str; 4] = [
    "lib/rolecall/bin/rolecall.js",
    "../../bin/rolecall.js",
    "../../rolecall/bin/rolecall.js",
    "../../../bin/rolecall.js",
];

/// The name of Node's executable.
pub const NODE: &str = "node.exe";

/// The Node of the archive, or the one that npm belongs to: a program of an SDK may have another
/// PATH. `C:\Program Files\nodejs\node_modules\rolecall\bin\rolecall.js` belongs to
/// `C:\Program Files\nodejs\node.exe`.
pub fn node_beside(script: &Path) -> Option<PathBuf> {
    let package = script.ancestors().nth(2)?;
    let modules = package.parent()?;
    let npm = modules.parent().filter(|_| modules.ends_with("node_modules"));
    let folders = [Some(package.join("node")), npm.map(Path::to_owned)];
    let mut nodes = folders.into_iter().flatten().map(|folder| folder.join(NODE));
    nodes.find(|node| is_trusted(node))
}

/// The file of this launcher.
pub fn own_path() -> io::Result<PathBuf> {
    env::current_exe()
}

pub fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// False if another user than this one, the system, an administrator, or the launcher's owner could
/// have put it there.
pub fn is_trusted(path: &Path) -> bool {
    path.is_file() && owner::is_ours(path)
}

/// A path as a file has it.
pub fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    Some(str::from_utf8(bytes).ok()?.into())
}

/// Runs the program in the console of this process, with its handles, environment and folder, waits
/// for it, and ends as it does. Returns only if it does not start.
pub fn run(words: Vec<OsString>) -> Missing {
    let child = match start(&words) {
        Ok(child) => child,
        Err(error) => {
            let node = words[0].to_string_lossy();
            return Missing(
                format!("cannot run {node}: {error}"),
                "install Node.js 20.19 or newer, then run: npm install --global rolecall",
            );
        }
    };
    let mut status = 1;
    // SAFETY: the handle of the child stays open until this process ends.
    unsafe {
        WaitForSingleObject(child, INFINITE);
        GetExitCodeProcess(child, &mut status);
    }
    process::exit(status.cast_signed())
}

fn start(words: &[OsString]) -> io::Result<HANDLE> {
    let file: Vec<u16> = words[0].encode_wide().chain([0]).collect();
    let mut line = command_line(words);
    let streams = startup();
    // SAFETY: a structure of numbers and pointers, for which zeros are valid.
    let mut child: PROCESS_INFORMATION = unsafe { mem::zeroed() };
    // SAFETY: the texts end with a NUL, and the structures are valid for the call. The child
    // inherits what this process did, and does not run before it is in the job.
    unsafe {
        SetConsoleCtrlHandler(Some(leave_to_child), 1);
        let started = CreateProcessW(
            file.as_ptr(),
            line.as_mut_ptr(),
            ptr::null(),
            ptr::null(),
            1,
            CREATE_SUSPENDED | window_flag(),
            ptr::null(),
            ptr::null(),
            &streams,
            &mut child,
        );
        if started == 0 {
            return Err(io::Error::last_os_error());
        }
        end_with_this(child.hProcess);
        ResumeThread(child.hThread);
    }
    Ok(child.hProcess)
}

/// Streams and descriptors as this process got them.
fn startup() -> STARTUPINFOW {
    // SAFETY: structures of numbers and pointers, for which zeros are valid; the call fills `own`.
    let (mut own, mut info): (STARTUPINFOW, STARTUPINFOW) = unsafe { mem::zeroed() };
    // SAFETY: as above.
    unsafe { GetStartupInfoW(&mut own) };
    info.cb = size_of::<STARTUPINFOW>() as u32;
    info.dwFlags = STARTF_USESTDHANDLES | own.dwFlags & STARTF_USESHOWWINDOW;
    info.wShowWindow = own.wShowWindow;
    // In these the C library of the parent names further descriptors.
    info.cbReserved2 = own.cbReserved2;
    info.lpReserved2 = own.lpReserved2;
    [info.hStdInput, info.hStdOutput, info.hStdError] = [0, 1, 2].map(inheritable);
    info
}

fn inheritable(stream: i32) -> HANDLE {
    let Some(handle) = standard(stream) else {
        return ptr::null_mut();
    };
    // SAFETY: sets a flag of an open handle.
    unsafe { SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) };
    handle
}

/// Without a console of its own, the child would get a window.
fn window_flag() -> u32 {
    // SAFETY: takes nothing.
    if unsafe { GetConsoleCP() } == 0 {
        DETACHED_PROCESS
    } else {
        0
    }
}

/// Ends the child if this process is killed, but not what the child starts: a refresh in the
/// background goes on.
fn end_with_this(child: HANDLE) {
    // SAFETY: a structure of numbers, for which zeros are valid.
    let mut limits: JOBOBJECT_EXTENDED_LIMIT_INFORMATION = unsafe { mem::zeroed() };
    limits.BasicLimitInformation.LimitFlags =
        JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    // SAFETY: the handles are open, and stay so until this process ends; `limits` has the size that
    // is given.
    unsafe {
        let job = CreateJobObjectW(ptr::null(), ptr::null());
        let (place, size) = ((&raw const limits).cast(), size_of_val(&limits) as u32);
        SetInformationJobObject(job, JobObjectExtendedLimitInformation, place, size);
        AssignProcessToJobObject(job, child);
    }
}

/// The console sends its events to the child too, which decides. After the others than Ctrl-C the
/// system ends this process once this function returns, so it lets the child end first.
unsafe extern "system" fn leave_to_child(event: u32) -> i32 {
    if event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT {
        // SAFETY: waits. `run` ends the process meanwhile.
        unsafe { Sleep(INFINITE) };
    }
    1
}

/// The program's first words, then the command line of this process as it is, without its first
/// word: so the C library of Node sees the quotes that the user wrote.
fn command_line(words: &[OsString]) -> Vec<u16> {
    let mut line = Vec::new();
    for word in words {
        line.extend(quoted(word));
        line.push(u16::from(b' '));
    }
    line.pop();
    // SAFETY: the system's own text, which ends with a NUL and lives as long as the process.
    let own = unsafe {
        let start = GetCommandLineW();
        let length = (0..).take_while(|at| *start.add(*at) != 0).count();
        std::slice::from_raw_parts(start, length)
    };
    line.extend(after_first_word(own));
    line.push(0);
    line
}

/// A path, which contains no quotes.
fn quoted(word: &OsStr) -> impl Iterator<Item = u16> + '_ {
    let quote = u16::from(b'"');
    [quote].into_iter().chain(word.encode_wide()).chain([quote])
}

/// With the blank that precedes it. As the C library reads the first word: a quote switches, and
/// nothing is escaped.
fn after_first_word(line: &[u16]) -> &[u16] {
    let mut is_quoted = false;
    let end = line.iter().position(|unit| {
        is_quoted ^= *unit == u16::from(b'"');
        !is_quoted && [b' ', b'\t'].map(u16::from).contains(unit)
    });
    &line[end.unwrap_or(line.len())..]
}

#[cfg(test)]
mod tests {
    use super::after_first_word;

    #[test]
    fn the_line_after_the_first_word() {
        for (line, rest) in [
            ("rolecall", ""),
            ("rolecall  a \"b\\\" c", "  a \"b\\\" c"),
            ("\"C:\\Program Files\\rolecall.exe\" x", " x"),
            ("C:\\Program\" \"Files\\rolecall.exe\tx y", "\tx y"),
            ("\"unfinished x", ""),
        ] {
            let units: Vec<_> = line.encode_utf16().collect();
            assert_eq!(String::from_utf16(after_first_word(&units)).unwrap(), rest, "{line}");
        }
    }
}
