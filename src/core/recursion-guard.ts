import type { Env } from './env.js'
import { RolecallError } from './errors.js'

const VARIABLE = 'ROLECALL_CHAIN'

/**
 * What is on the way in the processes above us, outermost first: a profile whose `credential_process` leads, through another
 * program, back to itself would otherwise wait for its own parent.
 */
export function chainOf(env: Env): string[] {
  try {
    const chain: unknown = JSON.parse(env[VARIABLE] ?? '[]')
    return Array.isArray(chain) ? chain.filter((entry) => typeof entry === 'string') : []
  } catch {
    return []
  }
}

/** @returns the variable that tells a child process */
export function chainVariable(chain: readonly string[]): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(chain) }
}

/**
 * @param entry the name of a profile, or the cache key of a step
 * @throws RolecallError where a process further up obtains the same thing and waits for us: waiting for it in turn would never end
 */
export function refuseRecursion(entry: string, chain: readonly string[]): void {
  if (!chain.includes(entry)) return
  const names = chain.filter((each) => !/^[0-9a-f]{64}$/.test(each))
  throw new RolecallError(
    'config',
    `credential_process leads back to itself: ${names.join(' -> ')}`,
    { hint: 'one of these profiles must get its credentials from somewhere else' },
  )
}
