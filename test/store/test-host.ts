import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir, uptime } from 'node:os'
import { join } from 'node:path'
import type { Session } from '../../src/core/credentials.js'
import type { Env } from '../../src/core/env.js'
import type { Host } from '../../src/system/host.js'
import { newStoreHealth, type StoreHealth } from '../../src/store/circuit-breaker.js'
import { pathsFor } from '../../src/system/paths.js'

/** A machine, and the state of a process that opens stores on it. */
export interface StoreTestHost
  extends Pick<Host, 'env' | 'platform' | 'paths' | 'now'>, Disposable {
  health: StoreHealth
}

/**
 * A machine with an empty home, just this environment, and a keyctl that fails: the kernel keyring
 * belongs to the user who runs the tests.
 */
export function testHost(env: Env = {}, now: () => number = Date.now): StoreTestHost {
  const home = mkdtempSync(join(tmpdir(), 'rolecall-home-'))
  const bin = join(home, 'bin')
  mkdirSync(bin)
  symlinkSync('/bin/false', join(bin, 'keyctl'))
  return {
    env: { PATH: bin, ...env },
    platform: 'linux',
    paths: pathsFor({ ...env, HOME: home }, 'linux', () => home),
    health: newStoreHealth(),
    now: () => ({ at: now(), bootId: '', uptime: uptime() }),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  }
}

export const CANARY = 'canary+secret/key'

/** @param seconds that it lives from now on */
export function someSession(seconds = 3600): Session {
  const at = Date.now()
  return {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: CANARY,
    sessionToken: `${CANARY}-token`,
    expiration: new Date(at + seconds * 1000).toISOString(),
    issued: { at, serverOffset: 0, bootId: '', uptime: 1 },
    accountId: '210987654321',
  }
}
