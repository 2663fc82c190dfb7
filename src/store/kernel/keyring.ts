import type { Entry, EntryOptions } from '@napi-rs/keyring'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import type { Env } from '../../core/env.js'
import { findProgram } from '../../system/process/find-program.js'
import { runHelper } from '../../system/process/run-captured.js'
import { kernelKeys, type KernelKey } from './keys.js'
import { isStoreError, StoreError, type SecretStore } from '../store.js'

type Keyring = { Entry: new (...args: ConstructorParameters<typeof Entry>) => Entry }

const PINNED: EntryOptions = { linux: { store: 'keyutils' } }
const SERVICE = 'rolecall'

/** Milliseconds in which the kernel gives back the quota of a key that was removed: it does so a moment later. */
const COLLECTION = 20

export interface KernelKeyringOptions {
  env: Env
  /** Told of each item that had to make room. */
  evicted(key: string): void
}

/**
 * The keyring of the Linux kernel, by the addon's own system calls: a read starts no process, there is no daemon, and nothing is on
 * disk. Keys are linked into the user's persistent keyring (persistent-keyring(7)): every login of the user sees them, until they
 * expire, the machine restarts, or three days go by in which nobody asks. An ordinary user has 20,000 bytes in 200 keys, so that what
 * expires first makes room (keyrings(7), /proc/sys/kernel/keys).
 */
export function kernelKeyring({ env, evicted }: KernelKeyringOptions): SecretStore {
  let Entry: Keyring['Entry'] | undefined

  const entry = (key: string): Entry => {
    Entry ??= loadKeyring()
    return new Entry(SERVICE, key, PINNED)
  }

  const write = async (key: string, value: string, lifetime?: number): Promise<void> => {
    const spared = new Set([key])
    while (!put(entry(key), value)) {
      const victim = soonestToExpire(spared)
      if (!victim) throw new StoreError('full', 'the kernel keyring is full')
      await evict(victim.name)
      spared.add(victim.name)
    }
    if (lifetime !== undefined) await limit(key, lifetime)
  }

  /** Nothing that should go is left to stay. */
  const limit = async (key: string, seconds: number): Promise<void> => {
    try {
      await setTimeLimit(key, seconds, env)
    } catch (error) {
      entry(key).deleteCredential()
      throw error
    }
  }

  const evict = async (key: string): Promise<void> => {
    const victim = entry(key)
    // A smaller value gives its bytes back at once, and brings back to life what has expired and could not be removed.
    put(victim, '-')
    victim.deleteCredential()
    evicted(key)
    await pause(COLLECTION)
  }

  return {
    name: 'kernel',
    probe: () =>
      asOurs(async () => {
        // Of a name of its own, since others may try at the same moment.
        const trial = `trial-${randomBytes(8).toString('hex')}`
        if (put(entry(trial), '-')) await limit(trial, 60)
        entry(trial).deleteCredential()
      }),
    read: (key) =>
      asOurs(async () => {
        const secret = entry(key).getSecret()
        return secret ? Buffer.from(secret).toString() : undefined
      }),
    write: (key, value, _label, lifetime) => asOurs(() => write(key, value, lifetime)),
    remove: (key) => asOurs(async () => void entry(key).deleteCredential()),
    close: () => undefined,
  }
}

function loadKeyring(): Keyring['Entry'] {
  const { Entry } = createRequire(import.meta.url)('@napi-rs/keyring') as Keyring
  // A process that no login gave a session keyring, a service, gets its own in the course of the first call, too late for it.
  new Entry(SERVICE, 'nothing', PINNED)
  return Entry
}

/** @returns false where the quota does not allow it */
function put(entry: Entry, value: string): boolean {
  try {
    // Links the key that another login has written to this login, so that it is changed and not one more made beside it.
    entry.getSecret()
    entry.setSecret(Buffer.from(value))
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes('QuotaExceeded')) return false
    throw error
  }
}

/** Of the sessions, that is: what they are sealed with elsewhere has another kind of name. */
function soonestToExpire(spared: ReadonlySet<string>): KernelKey | undefined {
  return kernelKeys()
    .filter(({ name }) => /^[0-9a-f]{64}$/.test(name) && !spared.has(name))
    .sort((a, b) => a.left - b.left)[0]
}

/** The kernel forgets the key by itself then. The addon cannot say so: it takes a program, on a write only. */
async function setTimeLimit(key: string, seconds: number, env: Env): Promise<void> {
  const keyctl = findProgram('keyctl', { env })
  if (!keyctl) throw new StoreError('absent', 'keyctl (package keyutils) is not installed')
  const id = kernelKeys().find(({ name }) => name === key)?.id ?? ''
  const words = ['timeout', id, String(Math.max(1, Math.ceil(seconds)))]
  const end = await runHelper(keyctl, words, { env, limitMs: 2000 })
  if (end?.status !== 0) throw new StoreError('absent', 'keyctl cannot set a time limit')
}

async function asOurs<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isStoreError(error)) throw error
    // In most containers the system calls are blocked; a process that `su` started may hold another user's keyring.
    throw new StoreError('absent', 'the kernel keyring cannot be used', error)
  }
}
