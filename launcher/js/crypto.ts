import type * as Node from 'node:crypto'
import { Buffer } from './buffer.js'
import { host } from './host.js'
import { unsure } from './unsure.js'

/** Node's `crypto`, cut to what encrypted files and mailboxes need. */

const TAG_BYTES = 16

const bytesOf = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data) : data

const hmac = (key: Uint8Array, data: Uint8Array): Buffer => Buffer.from(host.hmac(key, data))

class Hmac {
  readonly #key: Uint8Array
  #data: Uint8Array = new Uint8Array()

  constructor(key: Uint8Array) {
    this.#key = key
  }

  update(data: string | Uint8Array): this {
    this.#data = Buffer.concat([this.#data, bytesOf(data)])
    return this
  }

  digest(encoding: string): string {
    return hmac(this.#key, this.#data).toString(encoding)
  }
}

/** AES-256-GCM whose tag is known before `final`, which returns all of the text. */
class Decipher {
  readonly #key: Uint8Array
  readonly #nonce: Uint8Array
  #associated: Uint8Array = new Uint8Array()
  #tag: Uint8Array = new Uint8Array()
  #data: Uint8Array = new Uint8Array()

  constructor(key: Uint8Array, nonce: Uint8Array) {
    this.#key = key
    this.#nonce = nonce
  }

  setAAD(associated: Uint8Array): void {
    this.#associated = associated
  }

  setAuthTag(tag: Uint8Array): void {
    this.#tag = tag.length === TAG_BYTES ? tag : unsure('an unusual tag')
  }

  update(data: Uint8Array): Uint8Array {
    this.#data = Buffer.concat([this.#data, data])
    return new Uint8Array()
  }

  final(): Uint8Array {
    const sealed = Buffer.concat([this.#data, this.#tag])
    const plain = host.decrypt(this.#key, this.#nonce, this.#associated, sealed)
    if (plain === undefined) throw new Error('unsupported state or unable to authenticate data')
    return Buffer.from(plain)
  }
}

/** AES-256-GCM whose text comes in one piece. */
class Cipher {
  readonly #key: Uint8Array
  readonly #nonce: Uint8Array
  #associated: Uint8Array = new Uint8Array()
  #tag: Uint8Array = new Uint8Array()

  constructor(key: Uint8Array, nonce: Uint8Array) {
    this.#key = key
    this.#nonce = nonce
  }

  setAAD(associated: Uint8Array): void {
    this.#associated = associated
  }

  update(plain: Uint8Array): Uint8Array {
    const sealed = Buffer.from(host.encrypt(this.#key, this.#nonce, this.#associated, plain))
    this.#tag = sealed.subarray(-TAG_BYTES)
    return sealed.subarray(0, -TAG_BYTES)
  }

  final = (): Uint8Array => new Uint8Array()
  getAuthTag = (): Uint8Array => this.#tag
}

class Hash {
  #data: Uint8Array = new Uint8Array()

  update(data: string | Uint8Array): this {
    this.#data = Buffer.concat([this.#data, bytesOf(data)])
    return this
  }

  digest(encoding: string): string {
    return Buffer.from(host.sha256Bytes(this.#data)).toString(encoding)
  }
}

/** What DER puts before the 32 bytes of an X25519 public key (RFC 8410). */
const X25519_HEAD = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00]

interface PublicKey {
  bytes: Uint8Array
  export: () => Uint8Array
}

function publicKey(bytes: Uint8Array): PublicKey {
  return { bytes, export: () => Buffer.concat([new Uint8Array(X25519_HEAD), bytes]) }
}

const isSha256 = (name: string): true => name === 'sha256' || unsure(`the hash ${name}`)

const functions = {
  createHmac: (name: string, key: Uint8Array) => isSha256(name) && new Hmac(key),
  createDecipheriv: (name: string, key: Uint8Array, nonce: Uint8Array) =>
    name === 'aes-256-gcm' ? new Decipher(key, nonce) : unsure(`the cipher ${name}`),
  randomBytes: (count: number) => Buffer.from(host.randomBytes(count)),
  /** RFC 5869, for results of at most 32 bytes. */
  hkdfSync(
    name: string,
    secret: Uint8Array,
    salt: string | Uint8Array,
    info: string,
    bytes: number,
  ): ArrayBuffer {
    if (!isSha256(name) || bytes > 32) unsure('a long key')
    const block = Buffer.concat([Buffer.from(info), new Uint8Array([1])])
    return host.hmac(hmac(bytesOf(salt), secret), block).slice(0, bytes)
  },
  createCipheriv: (name: string, key: Uint8Array, nonce: Uint8Array) =>
    name === 'aes-256-gcm' ? new Cipher(key, nonce) : unsure(`the cipher ${name}`),
  createHash: (name: string) => isSha256(name) && new Hash(),
  createPublicKey({ key }: { key: Uint8Array }): PublicKey {
    const head = key.subarray(0, X25519_HEAD.length)
    const bytes = key.subarray(X25519_HEAD.length)
    if (bytes.length !== 32 || !X25519_HEAD.every((byte, at) => byte === head[at])) {
      throw new Error('not an X25519 public key')
    }
    return publicKey(bytes)
  },
  diffieHellman(keys: { privateKey: Uint8Array; publicKey: PublicKey }): Uint8Array {
    const secret = host.x25519Shared(keys.privateKey, keys.publicKey.bytes)
    if (secret === undefined) throw new Error('failed during derivation')
    return Buffer.from(secret)
  },
  generateKeyPairSync(kind: string) {
    if (kind !== 'x25519') unsure(`a key pair of ${kind}`)
    const privateKey = Buffer.from(host.randomBytes(32))
    return { privateKey, publicKey: publicKey(Buffer.from(host.x25519Public(privateKey))) }
  },
  scrypt: () => unsure('a passphrase'),
  timingSafeEqual(one: Uint8Array, other: Uint8Array): boolean {
    if (one.length !== other.length) throw new RangeError('the lengths differ')
    return one.reduce((difference, byte, at) => difference | (byte ^ (other[at] ?? 0)), 0) === 0
  },
}

/** Node's own types, so that the compiler refuses a name that Node does not have. */
type Cut = Pick<typeof Node, keyof typeof functions>

export const {
  createHmac,
  createDecipheriv,
  randomBytes,
  hkdfSync,
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  scrypt,
  timingSafeEqual,
} = functions as unknown as Cut
