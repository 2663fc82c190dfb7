//! Hashes, the cipher of the encrypted files, and the key agreement of the mailboxes.

use aes_gcm::{
    aead::{Aead, Payload},
    Aes256Gcm, KeyInit, Nonce,
};
use hmac::{Hmac, Mac};
use rquickjs::{prelude::Func, ArrayBuffer, Ctx, Object, Result, TypedArray};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use x25519_dalek::{PublicKey, StaticSecret};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("sha1", Func::from(hash::<Sha1>))?;
    host.set("sha256", Func::from(hash::<Sha256>))?;
    host.set("hmac", Func::from(hmac))?;
    host.set("sha256Bytes", Func::from(sha256_bytes))?;
    host.set("encrypt", Func::from(encrypt))?;
    host.set("decrypt", Func::from(decrypt))?;
    host.set("x25519Public", Func::from(x25519_public))?;
    host.set("x25519Shared", Func::from(x25519_shared))
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

fn sha256_bytes<'js>(ctx: Ctx<'js>, data: Bytes<'js>) -> Result<ArrayBuffer<'js>> {
    ArrayBuffer::new(ctx, Sha256::digest(slice(&data)).to_vec())
}

/// The ciphertext with its tag. The key has 32 bytes, the nonce 12.
fn encrypt<'js>(
    ctx: Ctx<'js>,
    key: Bytes<'js>,
    nonce: Bytes<'js>,
    associated: Bytes<'js>,
    data: Bytes<'js>,
) -> Result<ArrayBuffer<'js>> {
    let cipher = Aes256Gcm::new_from_slice(slice(&key)).expect("a key of 32 bytes");
    assert_eq!(slice(&nonce).len(), 12);
    let payload = Payload { msg: slice(&data), aad: slice(&associated) };
    let sealed = cipher.encrypt(Nonce::from_slice(slice(&nonce)), payload);
    ArrayBuffer::new(ctx, sealed.expect("a text of some kilobytes"))
}

fn key_of(bytes: &Bytes<'_>) -> [u8; 32] {
    slice(bytes).try_into().expect("a key of 32 bytes")
}

fn x25519_public<'js>(ctx: Ctx<'js>, private: Bytes<'js>) -> Result<ArrayBuffer<'js>> {
    let public = PublicKey::from(&StaticSecret::from(key_of(&private)));
    ArrayBuffer::new(ctx, public.to_bytes().to_vec())
}

/// None if the other key is one of the few that make every secret the same (RFC 7748, 6.1).
fn x25519_shared<'js>(
    ctx: Ctx<'js>,
    private: Bytes<'js>,
    public: Bytes<'js>,
) -> Result<Option<ArrayBuffer<'js>>> {
    let private = StaticSecret::from(key_of(&private));
    let secret = private.diffie_hellman(&PublicKey::from(key_of(&public)));
    let secret = secret.was_contributory().then(|| secret.to_bytes().to_vec());
    secret.map(|secret| ArrayBuffer::new(ctx, secret)).transpose()
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
