//! Conversions between bytes and text, and random bytes.

use super::system::fill_randomly;
use memchr::memmem;
use rquickjs::{prelude::Func, ArrayBuffer, Ctx, Object, Result, TypedArray};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set(
        "utf8Text",
        Func::from(|bytes: TypedArray<'_, u8>, start: usize, end: usize| {
            String::from_utf8_lossy(part(&bytes, start, end)).into_owned()
        }),
    )?;
    host.set(
        "latin1Text",
        Func::from(|bytes: TypedArray<'_, u8>, start: usize, end: usize| {
            part(&bytes, start, end).iter().map(|byte| char::from(*byte)).collect::<String>()
        }),
    )?;
    host.set("utf8Length", Func::from(|text: String| text.len()))?;
    host.set("utf8Bytes", Func::from(utf8_bytes))?;
    host.set("indexOf", Func::from(index_of))?;
    host.set("randomBytes", Func::from(random_bytes))
}

/// Node cuts what lies beyond the end.
fn part<'a>(bytes: &'a TypedArray<'_, u8>, start: usize, end: usize) -> &'a [u8] {
    // SAFETY: no script runs while the slice is used, so the bytes stay where they are.
    let all = unsafe { bytes.as_bytes() }.unwrap_or_default();
    let end = end.min(all.len());
    &all[start.min(end)..end]
}

pub fn all_of<'a>(bytes: &'a TypedArray<'_, u8>) -> &'a [u8] {
    part(bytes, 0, usize::MAX)
}

fn utf8_bytes<'js>(ctx: Ctx<'js>, text: String) -> Result<ArrayBuffer<'js>> {
    ArrayBuffer::new(ctx, text.into_bytes())
}

fn index_of(bytes: TypedArray<'_, u8>, wanted: TypedArray<'_, u8>, from: usize) -> i64 {
    let all = part(&bytes, from, usize::MAX);
    let found = memmem::find(all, all_of(&wanted));
    found.map_or(-1, |at| (from + at) as i64)
}

fn random_bytes<'js>(ctx: Ctx<'js>, count: usize) -> Result<ArrayBuffer<'js>> {
    let mut bytes = vec![0u8; count];
    fill_randomly(&mut bytes).expect("no random bytes");
    ArrayBuffer::new(ctx, bytes)
}
