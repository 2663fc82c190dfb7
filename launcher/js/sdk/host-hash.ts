import { Buffer } from '../buffer.js'
import { host } from '../host.js'

type Data = string | ArrayBuffer | Uint8Array

const bytesOf = (data: Data): Uint8Array =>
  typeof data === 'string'
    ? Buffer.from(data)
    : data instanceof ArrayBuffer
      ? new Uint8Array(data)
      : data

/** The SDK's `ChecksumConstructor` of SHA-256, or of HMAC-SHA-256 with a key, by the host. */
export class Sha256 {
  readonly #key: Uint8Array | undefined
  #data: Uint8Array = new Uint8Array()

  constructor(key?: Data) {
    this.#key = key === undefined ? undefined : bytesOf(key)
  }

  update(data: Data): void {
    this.#data = Buffer.concat([this.#data, bytesOf(data)])
  }

  async digest(): Promise<Uint8Array> {
    const key = this.#key
    return new Uint8Array(key ? host.hmac(key, this.#data) : host.sha256Bytes(this.#data))
  }

  reset(): void {
    this.#data = new Uint8Array()
  }
}
