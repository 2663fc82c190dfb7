import { Buffer } from './buffer.js'
import { host } from './host.js'
import { unwatch, watch } from './loop.js'

/** Bytes of one read. */
const CHUNK_BYTES = 65_536

/** The end of a child's output: Node's `Readable`, cut to its data. */
export class ReadableSocket {
  #file: number
  #onData: (chunk: Buffer) => void = () => undefined
  readonly #onEnd: () => void

  /** @param onEnd called once, after the last data or {@link destroy} */
  constructor(file: number, onEnd: () => void) {
    this.#file = file
    this.#onEnd = onEnd
    watch(file, () => {
      const data = host.read(file, CHUNK_BYTES)
      if (typeof data === 'number' || data.byteLength === 0) this.destroy()
      else this.#onData(new Buffer(data))
    })
  }

  on(_event: 'data', onData: (chunk: Buffer) => void): this {
    this.#onData = onData
    return this
  }

  destroy(): void {
    if (this.#file < 0) return
    unwatch(this.#file)
    host.close(this.#file)
    this.#file = -1
    this.#onEnd()
  }
}

/** A child's input: Node's `Writable`, cut to one text. */
export class WritableSocket {
  readonly #file: number

  constructor(file: number) {
    this.#file = file
  }

  on(): this {
    // A child that has ended before it has read everything reports why by its status.
    return this
  }

  end(text: string): void {
    host.writeAll(this.#file, Buffer.from(text))
    host.close(this.#file)
  }

  destroy(): void {
    host.close(this.#file)
  }
}
