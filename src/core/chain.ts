import type { Env } from './env.js'

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
