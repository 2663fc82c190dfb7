import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What happens to a part of the answers of the bus. */
export type Mutate = (data: Buffer, count: number) => Buffer | 'close'

/** A bus between a client and a real one, which changes what the real one answers. */
export interface MutatingBus extends AsyncDisposable {
  env: Record<string, string>
  /** Replaced for each client. */
  mutate: Mutate
}

/** @param address of the real bus: `unix:path=…` */
export async function startMutatingBus(address: string): Promise<MutatingBus> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-mutating-'))
  const path = join(folder, 'bus')
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const real = createConnection(address.replace('unix:path=', ''))
    let count = 0
    for (const socket of [client, real]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    client.on('data', (data) => real.write(data))
    real.on('data', (data) => {
      const changed = bus.mutate(data, count++)
      if (changed === 'close') client.destroy()
      else client.write(changed)
    })
    client.on('close', () => real.destroy())
    real.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const bus: MutatingBus = {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` },
    mutate: (data) => data,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true })
    },
  }
  return bus
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Changes, cuts, repeats or replaces some bytes. */
export function mutated(data: Buffer, random: () => number): Buffer {
  if (data.length === 0) return data
  const at = Math.floor(random() * data.length)
  const result = Buffer.from(data)
  const kind = Math.floor(random() * 7)
  if (kind === 0) return result
  if (kind === 1) return result.subarray(0, at)
  if (kind === 2) return Buffer.concat([result.subarray(0, at), result])
  if (kind === 3) result.writeUInt8(Math.floor(random() * 256), at)
  if (kind === 4)
    result.fill(
      Math.floor(random() * 256),
      at,
      Math.min(at + Math.floor(16 * random()), result.length),
    )
  if (kind === 5) result.writeUInt8(result.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at)
  // A length of a string, an array or the body.
  if (kind === 6 && at + 4 <= result.length) {
    result.writeUInt32LE([0, 1, 0x7fffffff, 0xffffffff, 2 ** 27][Math.floor(random() * 5)] ?? 0, at)
  }
  return result
}
