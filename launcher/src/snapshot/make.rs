//! Makes a snapshot, in the build only.

use super::{memory, program, reserve, Header, PRESENT};
use crate::engine::Engine;
use std::{fs, io::Write, mem, ops::Range, process, slice};

/// Writes the section to stdout and ends.
pub fn make() -> ! {
    let written = section().and_then(|section| {
        std::io::stdout().write_all(&section).map_err(|error| error.to_string())
    });
    if let Err(error) = &written {
        let _ = writeln!(std::io::stderr(), "snapshot: {error}");
    }
    process::exit(written.is_err().into())
}

fn section() -> Result<Vec<u8>, String> {
    if !reserve(libc::PROT_READ | libc::PROT_WRITE) {
        return Err("its addresses are not free".to_owned());
    }
    memory::begin(mem::size_of::<Header>());
    let engine = Engine::with_all_modules().map(|engine| Box::into_raw(Box::new(engine)) as usize);
    let bytes = memory::finish().next_multiple_of(mem::size_of::<usize>());
    let engine = engine?;
    // SAFETY: this memory is mapped, and nothing else uses it now.
    let words = unsafe {
        slice::from_raw_parts_mut(memory::START as *mut usize, bytes / mem::size_of::<usize>())
    };
    let addresses = without_addresses(words)?;
    let header = Header { state: PRESENT, engine, bytes, addresses: addresses.len() };
    // SAFETY: a header is words.
    unsafe { (words.as_mut_ptr() as *mut Header).write(header) };
    let memory = words.iter().flat_map(|word| word.to_ne_bytes());
    Ok(memory.chain(addresses.iter().flat_map(|offset| offset.to_ne_bytes())).collect())
}

/// Subtracts the program's own address from each address within it, and returns their offsets. The
/// engine's own end of the stack, which each process sets, becomes zero. Any other address would be
/// wrong in another process.
fn without_addresses(words: &mut [usize]) -> Result<Vec<u32>, String> {
    let program = program();
    if !has_large_addresses(&program) {
        return Err("numbers could be taken for addresses: is this an emulator?".to_owned());
    }
    let maps = fs::read_to_string("/proc/self/maps").map_err(|error| error.to_string())?;
    let others: Vec<_> = maps.lines().filter_map(mapping).filter(is_other).collect();
    let mut offsets = Vec::new();
    let mut has_stack_end = false;
    for (at, word) in words.iter_mut().enumerate() {
        if program.contains(word) {
            *word -= program.start;
            offsets.push((at * mem::size_of::<usize>()) as u32);
        } else if let Some((_, name)) = others.iter().find(|(range, _)| range.contains(word)) {
            if *name != "[stack]" || has_stack_end {
                return Err(format!("the address {word:#x} at {at} is of other memory: {name}"));
            }
            has_stack_end = true;
            *word = 0;
        }
    }
    Ok(offsets)
}

/// Whether an address of the program is not a pair of numbers that an engine's memory may contain.
fn has_large_addresses(program: &Range<usize>) -> bool {
    let upper_halves = [program.start >> 32, program.end >> 32];
    upper_halves[0] == upper_halves[1] && upper_halves[0] >= 0x1000
}

fn is_other((range, _): &(Range<usize>, &str)) -> bool {
    range.start != memory::START
}

/// A line of proc_pid_maps(5).
fn mapping(line: &str) -> Option<(Range<usize>, &str)> {
    let (start, rest) = line.split_once('-')?;
    let (end, _) = rest.split_once(' ')?;
    let number = |text| usize::from_str_radix(text, 16).ok();
    Some((number(start)?..number(end)?, rest.split_ascii_whitespace().nth(5).unwrap_or("")))
}
