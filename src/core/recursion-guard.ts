import type { Env } from './env.js'
import { RolecallError } from './errors.js'

const VARIABLE = 'ROLECALL_CHAIN'

/**
 * The profiles and cache keys that rolecall's ancestor processes are obtaining, outermost first.
 * Without them, a profile whose `credential_process` runs rolecall for the same profile again would
 * wait for its own ancestor.
 */
export function chainOf(env: Env): string[] {
  try {
    const chain: unknown = JSON.parse(env[VARIABLE] ?? '[]')
    return Array.isArray(chain) ? chain.filter((entry) => typeof entry === 'string') : []
  } catch {
    return []
  }
}

/** The environment variable that passes the chain to a child process. */
export function chainVariable(chain: readonly string[]): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(chain) }
}

/**
 * Refuses to obtain what an ancestor process is obtaining, because the two would wait for each
 * other.
 * @param entry a profile name, or a step's cache key
 * @throws RolecallError 'config' if the chain contains it
 */
export function refuseRecursion(entry: string, chain: readonly string[]): void {
  if (!chain.includes(entry)) return
  const names = chain.filter((each) => !/^[0-9a-f]{64}$/.test(each))
  throw new RolecallError(
    'config',
    `credential_process leads back to itself: ${names.join(' -> ')}`,
    { hint: 'one of these profiles must get its credentials from another source' },
  )
}
