import type { Entry, EntryOptions } from '@napi-rs/keyring'
import type { Env } from '../../core/env.js'
import { loadAddon } from '../../system/addons.js'
import { hexText, utf8Bytes, utf8Text } from '../../system/bytes.js'
import { randomBytes } from '../../system/crypto.js'
import { findProgram } from '../../system/process/path/find-program.js'
import { runCaptured } from '../../system/process/run-captured.js'
import { sleep } from '../../system/time.js'
import { isStoreError, StoreError, type ItemOptions, type SecretStore } from '../store.js'
import { kernelKeys, type KernelKey } from './keys.js'

type KeyringEntry = new (...args: ConstructorParameters<typeof Entry>) => Entry

const ADDON_OPTIONS: EntryOptions = { linux: { store: 'keyutils' } }
const SERVICE = 'rolecall'

/** The kernel returns the quota of a removed key only a moment later. */
const QUOTA_RELEASE_MS = 20
/** Time limit of the key that {@link kernelKeyring} writes to probe the keyring. */
const PROBE_SECONDS = 60
const KEYCTL_TIMEOUT_MS = 2000

/** Options of {@link kernelKeyring}. */
export interface KernelKeyringOptions {
  env: Env
  /** Called with the key of each item that was removed to make room. */
  onEvict?: ((key: string) => void) | undefined
}

/**
 * The store `kernel`: the Linux kernel keyring, through the addon's own system calls. A read starts
 * no process, there is no daemon, and nothing is on disk. Keys are linked into the user's
 * persistent keyring (persistent-keyring(7)). All logins of the user see them until they expire,
 * until the machine restarts, or until three days pass without any use.
 *
 * An ordinary user has a quota of 20,000 bytes in 200 keys (keyrings(7), /proc/sys/kernel/keys). If
 * it is full, the evictable item that expires first makes room.
 */
export function kernelKeyring({ env, onEvict }: KernelKeyringOptions): SecretStore {
  let Entry: KeyringEntry | undefined

  const entry = (name: string): Entry => {
    Entry ??= loadKeyring()
    return new Entry(SERVICE, name, ADDON_OPTIONS)
  }

  const write = async (key: string, value: string, options: ItemOptions): Promise<void> => {
    const name = options.evictable ? key : durableName(key)
    const spared = new Set([name])
    while (!put(entry(name), value)) {
      const victim = firstToExpire(spared)
      if (!victim) throw new StoreError('full', 'the kernel keyring is full')
      await evict(victim.name)
      spared.add(victim.name)
    }
    if (options.lifetime !== undefined) await limit(name, options.lifetime)
    // An item that an earlier version wrote under the other name would be out of date now.
    entry(options.evictable ? durableName(key) : key).deleteCredential()
  }

  /** If the time limit cannot be set, removes the key: a session must not outlive its expiry. */
  const limit = async (name: string, seconds: number): Promise<void> => {
    try {
      await setTimeLimit(name, seconds, env)
    } catch (error) {
      entry(name).deleteCredential()
      throw error
    }
  }

  const evict = async (name: string): Promise<void> => {
    const victim = entry(name)
    // A smaller value frees its bytes at once, and makes an expired key one that can be removed.
    put(victim, '-')
    victim.deleteCredential()
    onEvict?.(name)
    await sleep(QUOTA_RELEASE_MS)
  }

  return {
    name: 'kernel',
    probe: () =>
      withStoreErrors(async () => {
        // A random name, because several processes may probe at the same moment.
        const name = `probe-${hexText(randomBytes(8))}`
        if (put(entry(name), '-')) await limit(name, PROBE_SECONDS)
        entry(name).deleteCredential()
      }),
    read: (key) =>
      withStoreErrors(async () => {
        const secret = entry(key).getSecret() ?? entry(durableName(key)).getSecret()
        return secret ? utf8Text(new Uint8Array(secret)) : undefined
      }),
    write: (key, value, options) => withStoreErrors(() => write(key, value, options)),
    remove: (key) =>
      withStoreErrors(async () => {
        entry(key).deleteCredential()
        entry(durableName(key)).deleteCredential()
      }),
    close: () => undefined,
  }
}

/**
 * Name of an item that must not be evicted. Evictable items are named by their key alone, as all
 * items were in earlier versions.
 */
const durableName = (key: string): string => `durable-${key}`

/**
 * The evictable item that expires first. An item without a time limit is never evicted, whatever
 * its name: earlier versions named refresh tokens by their key alone, and sessions always have a
 * limit.
 */
function firstToExpire(spared: ReadonlySet<string>): KernelKey | undefined {
  return kernelKeys()
    .filter(({ name, secondsLeft }) => /^[0-9a-f]{64}$/.test(name) && secondsLeft < Infinity)
    .filter(({ name }) => !spared.has(name))
    .sort((a, b) => a.secondsLeft - b.secondsLeft)[0]
}

function loadKeyring(): KeyringEntry {
  const { Entry } = loadAddon('@napi-rs/keyring') as { Entry: KeyringEntry }
  // A process without a session keyring, such as a service, gets one during the first call, which
  // is too late for that call.
  new Entry(SERVICE, 'first-call', ADDON_OPTIONS)
  return Entry
}

/** Writes a key. @returns false if the quota does not allow it */
function put(entry: Entry, value: string): boolean {
  try {
    // The read links a key that another login wrote to this login. Without it the write would
    // create a second key of the same name.
    entry.getSecret()
    entry.setSecret(utf8Bytes(value))
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes('QuotaExceeded')) return false
    throw error
  }
}

/** Lets the kernel remove the key after some time. The addon cannot set this, so `keyctl` does. */
async function setTimeLimit(name: string, seconds: number, env: Env): Promise<void> {
  const keyctl = findProgram('keyctl', { env })
  if (!keyctl) throw new StoreError('absent', 'keyctl (package keyutils) is not installed')
  const id = kernelKeys().find((key) => key.name === name)?.id ?? ''
  const args = ['timeout', id, String(Math.max(1, Math.ceil(seconds)))]
  const end = await runCaptured(keyctl, args, { env, timeoutMs: KEYCTL_TIMEOUT_MS })
  if (end?.status !== 0) throw new StoreError('absent', 'keyctl cannot set a time limit')
}

async function withStoreErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isStoreError(error)) throw error
    // Most containers block the system calls; a process started by `su` may have another user's
    // keyring.
    throw new StoreError('absent', 'the kernel keyring cannot be used', error)
  }
}
