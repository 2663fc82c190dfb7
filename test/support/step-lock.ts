import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tryLock, type Lock } from '../../src/system/files/lock.js'
import { DEV, type Scene } from './scene.js'

/**
 * Takes the lock of a role's cached session, so that every process that needs a new one waits for
 * the test: an STS call in progress, without its duration.
 */
export function holdStep(scene: Scene, role = DEV): Lock {
  const state = join(scene.home.path, '.local/state/rolecall')
  const entries = readdirSync(join(state, 'sessions')).map(
    (name) =>
      JSON.parse(readFileSync(join(state, 'sessions', name), 'utf8')) as {
        key: string
        role?: string
      },
  )
  const [entry, ...others] = entries.filter((each) => each.role === role)
  if (!entry || others.length > 0) throw new Error(`not exactly one cached session of ${role}`)
  const lock = tryLock(join(state, 'locks', `${entry.key}.lock`), 'test')
  if (!lock) throw new Error(`another process holds the lock of ${role}`)
  return lock
}
