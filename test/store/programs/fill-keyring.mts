/**
 * Writes session after session into the kernel keyring until several had to make room, and prints
 * which sessions and other secrets are left.
 */
import type * as Keyring from '@napi-rs/keyring'
import { createHash } from 'node:crypto'
import { kernelKeyring } from '../../../src/store/kernel/keyring.js'
import { loadAddon } from '../../../src/system/addons.js'

const evicted: string[] = []
const keyOf = (name: string | number): string =>
  createHash('sha256').update(`filler ${name}`).digest('hex')
const store = kernelKeyring({ env: process.env, onEvict: (key) => evicted.push(key) })
const size = Number(process.argv[2])
const count = Number(process.argv[3])

/** Writes an item as versions did that named every item by its key alone. */
function writeAsBefore(key: string, value: string): void {
  const { Entry } = loadAddon('@napi-rs/keyring') as typeof Keyring
  const entry = new Entry('rolecall', key, { linux: { store: 'keyutils' } })
  entry.getSecret()
  entry.setSecret(Buffer.from(value))
}

const others = {
  sealingKey: 'sealing-key-1',
  signIn: keyOf('sign-in'),
  expiring: keyOf('expiring'),
}
for (const key of [others.sealingKey, others.signIn]) {
  await store.write(key, 'stays', { label: '' })
}
// It expires before any session, but may not be evicted.
await store.write(others.expiring, 'stays', { label: '', lifetime: 3600 })
const oldSignIn = keyOf('old sign-in')
writeAsBefore(oldSignIn, 'stays')

const session = { label: '', evictable: true }
// The later it is written, the sooner it expires.
for (let n = 0; n < count; n++) {
  await store.write(keyOf(n), 'x'.repeat(size), { ...session, lifetime: 72_000 - n * 3600 })
}
const there: number[] = []
for (let n = 0; n < count; n++) if (await store.read(keyOf(n))) there.push(n)
const tooLarge = await store
  .write(keyOf(999), 'x'.repeat(30_000), session)
  .catch((error: unknown) => error)
const sessions = Array.from({ length: count }, (_, n) => keyOf(n))
const left = async (key: string) => [await store.read(key), evicted.includes(key)]
console.log(
  JSON.stringify({
    there,
    evicted: evicted.map((key) => sessions.indexOf(key)),
    others: await Promise.all([...Object.values(others), oldSignIn].map(left)),
    tooLarge: (tooLarge as { fault?: string }).fault,
  }),
)
for (const key of [...sessions, ...Object.values(others), oldSignIn]) await store.remove(key)
