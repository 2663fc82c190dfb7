//! Finds the sections of an AWS file that may have a name. src/aws-files/ decides which of them do.

use super::text::all_of;
use memchr::{memchr, memmem, memrchr};
use rquickjs::{prelude::Func, Object, Result, TypedArray};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set(
        "sectionsAround",
        Func::from(|text: TypedArray<'_, u8>, name: String| {
            let found = sections_around(all_of(&text), name.as_bytes());
            String::from_utf8_lossy(&found).into_owned()
        }),
    )
}

/// Each line that contains the name and starts with a bracket, up to the next such line.
fn sections_around(text: &[u8], name: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    // A line contains neither.
    if name.is_empty() || name.contains(&b'\n') {
        return found;
    }
    let finder = memmem::Finder::new(name);
    let mut from = 0;
    while let Some(offset) = finder.find(&text[from..]) {
        let at = from + offset;
        let start = line_start(text, at);
        from = line_end(text, at);
        if opens_section(text, start) {
            from = next_section(text, from);
            found.extend_from_slice(&text[start..from]);
        }
    }
    found
}

fn line_start(text: &[u8], at: usize) -> usize {
    memrchr(b'\n', &text[..at]).map_or(0, |line_break| line_break + 1)
}

/// After the line break.
fn line_end(text: &[u8], at: usize) -> usize {
    memchr(b'\n', &text[at..]).map_or(text.len(), |offset| at + offset + 1)
}

/// The start of the next line that opens a section, or the end of the text.
fn next_section(text: &[u8], mut from: usize) -> usize {
    while let Some(offset) = memchr(b'[', &text[from..]) {
        let start = line_start(text, from + offset);
        if opens_section(text, start) {
            return start;
        }
        from = line_end(text, from + offset);
    }
    text.len()
}

/// True if a bracket is the first on the line but for blanks, as in
/// src/aws-files/section-header.ts.
fn opens_section(text: &[u8], start: usize) -> bool {
    let mut line = &text[start..];
    loop {
        line = match line {
            [b' ' | b'\t', rest @ ..] | [0xef, 0xbb, 0xbf, rest @ ..] => rest,
            _ => return line.first() == Some(&b'['),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sections_around;

    fn around(text: &str, name: &str) -> String {
        String::from_utf8(sections_around(text.as_bytes(), name.as_bytes())).unwrap()
    }

    #[test]
    fn whole_sections_whose_line_has_the_name() {
        let text = "x = dev\n[profile dev]\na = 1\n b = [\n[profile ops]\nc = dev\n\t[dev]\nd = 2";
        assert_eq!(around(text, "dev"), "[profile dev]\na = 1\n b = [\n\t[dev]\nd = 2");
        assert_eq!(around(text, "ops"), "[profile ops]\nc = dev\n");
    }

    #[test]
    fn neighbours_byte_order_marks_and_carriage_returns() {
        let text = "\u{feff}[dev]\r\na = 1\r\n \u{feff}\t[devil]\r\n[x]\n";
        assert_eq!(around(text, "dev"), &text[..text.len() - 4]);
        assert_eq!(around("x[dev]\n#[dev]\n", "dev"), "");
    }

    #[test]
    fn nothing_for_what_no_line_contains() {
        assert_eq!(around("[a]\nb", ""), "");
        assert_eq!(around("[a]\nb", "a]\nb"), "");
        assert_eq!(around("", "a"), "");
    }
}
