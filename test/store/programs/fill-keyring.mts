/** Writes session after session into the kernel keyring until several had to make room, and prints what came of it. */
import { createHash } from 'node:crypto'
import { kernelKeyring } from '../../../src/store/kernel/keyring.js'

const evicted: string[] = []
const keyOf = (n: number): string => createHash('sha256').update(`filler ${n}`).digest('hex')
const store = kernelKeyring({ env: process.env, evicted: (key) => evicted.push(key) })
const size = Number(process.argv[2])
const count = Number(process.argv[3])
const kept = 'sealing-key-1'
await store.write(kept, 'stays', '')

// The later it is written, the sooner it expires.
for (let n = 0; n < count; n++) await store.write(keyOf(n), 'x'.repeat(size), '', 72_000 - n * 3600)
const there: number[] = []
for (let n = 0; n < count; n++) if (await store.read(keyOf(n))) there.push(n)
const tooLarge = await store.write(keyOf(999), 'x'.repeat(30_000), '').catch((e: unknown) => e)
console.log(
  JSON.stringify({
    there,
    evicted: evicted.slice(0, count - there.length).map((key) => {
      for (let n = 0; n < count; n++) if (keyOf(n) === key) return n
      return -1
    }),
    kept: await store.read(kept),
    tooLarge: (tooLarge as { fault?: string }).fault,
  }),
)
for (let n = 0; n < count; n++) await store.remove(keyOf(n))
await store.remove(kept)
