//! Hashes, and the ciphers of the encrypted files. Only reading is here: the program writes.

use aes_gcm::{
    aead::{Aead, Payload},
    Aes256Gcm, KeyInit, Nonce,
};
use hmac::{Hmac, Mac};
use rquickjs::{prelude::Func, ArrayBuffer, Ctx, Object, Result, TypedArray};
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("sha1", Func::from(hash::<Sha1>))?;
    host.set("sha256", Func::from(hash::<Sha256>))?;
    host.set("hmac", Func::from(hmac))?;
    host.set("decrypt", Func::from(decrypt))
}

fn hash<D: Digest>(text: String) -> String {
    D::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

type Bytes<'js> = TypedArray<'js, u8>;

fn slice<'a>(bytes: &'a Bytes<'_>) -> &'a [u8] {
    // SAFETY: no script runs while the slice is used, so the bytes stay where they are.
    unsafe { bytes.as_bytes() }.unwrap_or_default()
}

fn hmac<'js>(ctx: Ctx<'js>, key: Bytes<'js>, data: Bytes<'js>) -> Result<ArrayBuffer<'js>> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(slice(&key)).expect("any length will do");
    mac.update(slice(&data));
    ArrayBuffer::new(ctx, mac.finalize().into_bytes().to_vec())
}

fn decrypt<'js>(
    ctx: Ctx<'js>,
    key: Bytes<'js>,
    nonce: Bytes<'js>,
    associated: Bytes<'js>,
    data: Bytes<'js>,
) -> Result<Option<ArrayBuffer<'js>>> {
    let Ok(cipher) = Aes256Gcm::new_from_slice(slice(&key)) else {
        return Ok(None);
    };
    if slice(&nonce).len() != 12 {
        return Ok(None);
    }
    let payload = Payload { msg: slice(&data), aad: slice(&associated) };
    let plain = cipher.decrypt(Nonce::from_slice(slice(&nonce)), payload).ok();
    plain.map(|plain| ArrayBuffer::new(ctx, plain)).transpose()
}
