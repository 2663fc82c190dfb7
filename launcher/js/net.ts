import type * as Node from 'node:net'
import { Buffer } from './buffer.js'
import { host } from './host.js'
import { startTimer, unwatch, watch } from './loop.js'

/** Node's `net`, cut to a client of a local socket. */

/** Bytes of one read. */
const CHUNK_BYTES = 65_536

type Listener = (data: Uint8Array) => void

class Socket {
  #file: number
  #closed = false
  #isAwaited = true
  readonly #listeners = new Map<string, Listener>()

  constructor(path: string) {
    this.#file = host.connect(path)
    // Listeners are added after this call.
    startTimer(() => {
      if (this.#file < 0) return this.destroy()
      watch(
        this.#file,
        () => this.#receive(),
        () => this.#isAwaited,
      )
      this.#emit('connect')
    })
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, listener)
    return this
  }

  once(event: string, listener: Listener): this {
    return this.on(event, listener)
  }

  write(data: Uint8Array): void {
    if (!this.#closed && host.writeAll(this.#file, data) < 0) this.destroy()
  }

  destroy(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#file >= 0) {
      unwatch(this.#file)
      host.close(this.#file)
    }
    startTimer(() => this.#emit('close'))
  }

  ref(): void {
    this.#isAwaited = true
  }

  unref(): void {
    this.#isAwaited = false
  }

  #receive(): void {
    const data = host.read(this.#file, CHUNK_BYTES)
    if (typeof data === 'number' || data.byteLength === 0) return this.destroy()
    this.#emit('data', new Buffer(data))
  }

  #emit(event: string, data = new Uint8Array()): void {
    this.#listeners.get(event)?.(data)
  }
}

export const connect = (({ path }: { path: string }) =>
  new Socket(path)) as unknown as typeof Node.connect
