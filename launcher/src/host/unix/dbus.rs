//! D-Bus's wire format, as src/store/secret-service/dbus/{marshal,unmarshal}.ts have it. Each value
//! of a message costs those several calls, which is a quarter of a hit in an engine without a
//! compiler.

use rquickjs::{
    prelude::Func, Array, ArrayBuffer, Ctx, Error, Exception, IntoJs, Object, Result, TypedArray,
    Value,
};

/// Of arrays, structs and variants. The replies of the Secret Service have five.
const MAX_DEPTH: u32 = 16;

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("marshal", Func::from(marshal))?;
    host.set("unmarshal", Func::from(unmarshal))
}

fn fault(ctx: &Ctx<'_>, message: &str) -> Error {
    Exception::throw_message(ctx, message)
}

fn alignment(ctx: &Ctx<'_>, kind: &[u8]) -> Result<usize> {
    match kind[0] {
        b'y' | b'g' | b'v' => Ok(1),
        b'b' | b'u' | b'i' | b's' | b'o' | b'a' => Ok(4),
        b'x' | b'(' | b'{' => Ok(8),
        _ => Err(fault(ctx, "a type that is not supported")),
    }
}

/// The position after the type at `at`.
fn type_end(ctx: &Ctx<'_>, signature: &[u8], mut at: usize) -> Result<usize> {
    while signature.get(at) == Some(&b'a') {
        at += 1;
    }
    let close = match signature.get(at) {
        None => return Err(fault(ctx, "signature ends too early")),
        Some(b'(') => b')',
        Some(b'{') => b'}',
        Some(_) => return Ok(at + 1),
    };
    at += 1;
    // Empty structs take no space, so that an array of them could have any length.
    if signature.get(at) == Some(&close) {
        return Err(fault(ctx, "empty struct"));
    }
    while signature.get(at) != Some(&close) {
        at = type_end(ctx, signature, at)?;
    }
    Ok(at + 1)
}

/// Splits `a{sv}(oay)b` into `a{sv}`, `(oay)`, `b`.
fn split<'a>(ctx: &Ctx<'_>, signature: &'a [u8]) -> Result<Vec<&'a [u8]>> {
    let mut types = Vec::new();
    let mut at = 0;
    while at < signature.len() {
        let end = type_end(ctx, signature, at)?;
        types.push(&signature[at..end]);
        at = end;
    }
    Ok(types)
}

/// Without the brackets of a struct or a dictionary entry.
fn inner(kind: &[u8]) -> &[u8] {
    &kind[1..kind.len() - 1]
}

fn marshal<'js>(ctx: Ctx<'js>, signature: String, values: Array<'js>) -> Result<ArrayBuffer<'js>> {
    let mut out = Vec::with_capacity(512);
    put_all(&ctx, &mut out, signature.as_bytes(), &values)?;
    ArrayBuffer::new(ctx, out)
}

fn put_all<'js>(
    ctx: &Ctx<'js>,
    out: &mut Vec<u8>,
    signature: &[u8],
    values: &Array<'js>,
) -> Result<()> {
    for (index, kind) in split(ctx, signature)?.into_iter().enumerate() {
        put(ctx, out, kind, values.get(index)?)?;
    }
    Ok(())
}

fn pad(out: &mut Vec<u8>, alignment: usize) {
    out.resize(out.len().next_multiple_of(alignment), 0);
}

fn put<'js>(ctx: &Ctx<'js>, out: &mut Vec<u8>, kind: &[u8], value: Value<'js>) -> Result<()> {
    pad(out, alignment(ctx, kind)?);
    match kind[0] {
        b'y' => out.push(number(ctx, &value)? as u8),
        b'b' | b'u' | b'i' => out.extend((number(ctx, &value)? as u32).to_le_bytes()),
        b'x' => out.extend(number(ctx, &value)?.to_le_bytes()),
        b's' | b'o' | b'g' => {
            let text: String = value.get()?;
            match kind[0] {
                b'g' => out.push(text.len() as u8),
                _ => out.extend((text.len() as u32).to_le_bytes()),
            }
            out.extend(text.as_bytes());
            out.push(0);
        }
        b'v' => {
            let variant: Object = value.get()?;
            let signature: String = variant.get("signature")?;
            put(ctx, out, b"g", signature.clone().into_js(ctx)?)?;
            put(ctx, out, signature.as_bytes(), variant.get("value")?)?;
        }
        b'a' => put_array(ctx, out, &kind[1..], value)?,
        _ => put_all(ctx, out, inner(kind), &value.get()?)?,
    }
    Ok(())
}

fn put_array<'js>(ctx: &Ctx<'js>, out: &mut Vec<u8>, kind: &[u8], items: Value<'js>) -> Result<()> {
    let length = out.len();
    out.extend([0; 4]);
    // The length does not include the padding before the first element.
    pad(out, alignment(ctx, kind)?);
    let start = out.len();
    if kind == b"y" {
        let bytes: TypedArray<u8> = items.get()?;
        // SAFETY: no script runs while the bytes are copied.
        out.extend(unsafe { bytes.as_bytes() }.unwrap_or_default());
    } else {
        for item in items.get::<Array>()?.iter() {
            put(ctx, out, kind, item?)?;
        }
    }
    let size = (out.len() - start) as u32;
    out[length..length + 4].copy_from_slice(&size.to_le_bytes());
    Ok(())
}

/// A number or a truth value, as a whole number.
fn number(ctx: &Ctx<'_>, value: &Value<'_>) -> Result<i64> {
    let number = value.as_number().map(|number| number as i64);
    let number = number.or_else(|| value.as_bool().map(i64::from));
    number.ok_or_else(|| fault(ctx, "not a number"))
}

struct Reader<'a, 'js> {
    ctx: Ctx<'js>,
    data: &'a [u8],
    at: usize,
    little_endian: bool,
}

fn unmarshal<'js>(
    ctx: Ctx<'js>,
    signature: String,
    data: TypedArray<'js, u8>,
    little_endian: bool,
) -> Result<Array<'js>> {
    // SAFETY: no script runs while the bytes are read. Values are made, but none has a setter.
    let data = unsafe { data.as_bytes() }.unwrap_or_default();
    Reader { ctx, data, at: 0, little_endian }.take_all(signature.as_bytes(), 0)
}

impl<'js> Reader<'_, 'js> {
    fn take_all(&mut self, signature: &[u8], depth: u32) -> Result<Array<'js>> {
        let values = Array::new(self.ctx.clone())?;
        for (index, kind) in split(&self.ctx, signature)?.into_iter().enumerate() {
            values.set(index, self.take(kind, depth)?)?;
        }
        Ok(values)
    }

    fn take(&mut self, kind: &[u8], depth: u32) -> Result<Value<'js>> {
        if depth > MAX_DEPTH {
            return Err(fault(&self.ctx, "nested too deeply"));
        }
        self.align(kind)?;
        let ctx = self.ctx.clone();
        match kind[0] {
            b'y' => self.byte()?.into_js(&ctx),
            b'u' => self.uint32()?.into_js(&ctx),
            b'i' => (self.uint32()? as i32).into_js(&ctx),
            b'x' => self.int64()?.into_js(&ctx),
            b'b' => (self.uint32()? != 0).into_js(&ctx),
            b's' | b'o' => {
                let length = self.uint32()? as usize;
                self.text(length)?.into_js(&ctx)
            }
            b'g' => {
                let length = self.byte()?.into();
                self.text(length)?.into_js(&ctx)
            }
            b'v' => {
                let length = self.byte()?.into();
                let signature = self.text(length)?;
                let kind = signature.as_bytes();
                if kind.is_empty() || type_end(&ctx, kind, 0)? != kind.len() {
                    return Err(fault(&ctx, "a variant holds one value"));
                }
                let variant = Object::new(ctx.clone())?;
                variant.set("value", self.take(kind, depth + 1)?)?;
                variant.set("signature", signature)?;
                variant.into_js(&ctx)
            }
            b'a' => self.array(&kind[1..], depth),
            _ => self.take_all(inner(kind), depth + 1)?.into_js(&ctx),
        }
    }

    fn array(&mut self, kind: &[u8], depth: u32) -> Result<Value<'js>> {
        let length = self.uint32()? as usize;
        self.align(kind)?;
        let ctx = self.ctx.clone();
        if kind == b"y" {
            return TypedArray::new_copy(ctx.clone(), self.bytes(length)?)?.into_js(&ctx);
        }
        let end = self.at + length;
        if end > self.data.len() {
            return Err(fault(&ctx, "array longer than its message"));
        }
        let items = Array::new(ctx.clone())?;
        for index in 0.. {
            if self.at >= end {
                break;
            }
            items.set(index, self.take(kind, depth + 1)?)?;
        }
        if self.at != end {
            return Err(fault(&ctx, "array not of its declared length"));
        }
        items.into_js(&ctx)
    }

    fn align(&mut self, kind: &[u8]) -> Result<()> {
        self.at = self.at.next_multiple_of(alignment(&self.ctx, kind)?);
        Ok(())
    }

    fn bytes(&mut self, count: usize) -> Result<&[u8]> {
        let end = self.at + count;
        let bytes = self.data.get(self.at..end);
        self.at = end;
        bytes.ok_or_else(|| fault(&self.ctx, "value longer than its message"))
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.bytes(1)?[0])
    }

    fn uint32(&mut self) -> Result<u32> {
        let little_endian = self.little_endian;
        let bytes = self.bytes(4)?.try_into().expect("four bytes");
        Ok(if little_endian { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// Exact up to 2^53, as in JavaScript.
    fn int64(&mut self) -> Result<f64> {
        let (first, second) = (self.uint32()?, self.uint32()?);
        let (low, high) = if self.little_endian { (first, second) } else { (second, first) };
        Ok(f64::from(high as i32) * 4_294_967_296.0 + f64::from(low))
    }

    /// A NUL follows, which is not looked at.
    fn text(&mut self, length: usize) -> Result<String> {
        let bytes = self.bytes(length + 1)?;
        Ok(String::from_utf8_lossy(&bytes[..length]).into_owned())
    }
}
