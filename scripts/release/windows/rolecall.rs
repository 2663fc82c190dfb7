//! `rolecall.exe` of the archive for Windows: runs the Node and the program that lie beside it. A
//! script (`.cmd`) would change the words, ask "Terminate batch job?" after Ctrl-C, and be no
//! program that other programs can start.

use std::{
    env,
    os::windows::io::AsRawHandle,
    process::{exit, Command},
    ptr::null,
};

type Handle = *mut std::ffi::c_void;

#[link(name = "kernel32")]
extern "system" {
    fn SetConsoleCtrlHandler(handler: extern "system" fn(u32) -> i32, add: i32) -> i32;
    fn CreateJobObjectW(attributes: *const u8, name: *const u16) -> Handle;
    fn SetInformationJobObject(job: Handle, class: i32, limits: *const Limits, size: u32) -> i32;
    fn AssignProcessToJobObject(job: Handle, process: Handle) -> i32;
}

/// JOBOBJECT_EXTENDED_LIMIT_INFORMATION, of which only the flags are set.
#[repr(C, align(8))]
struct Limits {
    times: [u64; 2],
    flags: u32,
    others: [u32; 31],
}

/// The class of `Limits`.
const EXTENDED_LIMITS: i32 = 9;
/// KILL_ON_JOB_CLOSE: Node ends if this process is killed. SILENT_BREAKAWAY_OK: what Node starts is
/// not in the job, because a refresh in the background goes on.
const FLAGS: u32 = 0x2000 | 0x1000;

/// Ctrl-C goes to Node too, which decides.
extern "system" fn ignore(_event: u32) -> i32 {
    1
}

fn main() {
    let own = env::current_exe().unwrap_or_default();
    let program = own.with_file_name("lib").join("rolecall");
    // SAFETY: the handler is a function, which is there as long as the process.
    unsafe { SetConsoleCtrlHandler(ignore, 1) };
    let started = Command::new(program.join("node").join("node.exe"))
        .arg(program.join("bin").join("rolecall.js"))
        .args(env::args_os().skip(1))
        .spawn();
    let mut node = started.unwrap_or_else(|error| {
        eprintln!("rolecall: cannot run {}: {error}", program.join("node\\node.exe").display());
        eprintln!("hint: unpack the archive of rolecall again, with all its folders");
        exit(1)
    });
    let limits = Limits { times: [0; 2], flags: FLAGS, others: [0; 31] };
    // SAFETY: the handles are of this process and stay open until it ends; `limits` has the size
    // that is given.
    unsafe {
        let job = CreateJobObjectW(null(), null());
        SetInformationJobObject(job, EXTENDED_LIMITS, &limits, size_of::<Limits>() as u32);
        AssignProcessToJobObject(job, node.as_raw_handle());
    }
    exit(node.wait().ok().and_then(|status| status.code()).unwrap_or(1))
}
