import type { Env } from '../core/env.js'
import type { Variable } from './variables.js'

/** rolecall sets it to silence a warning of its own SDK; a child process may want that warning. */
const WARNING_SWITCH = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'

/**
 * The environment of a child of `exec`: the user's, changed by `variables`. All other ROLECALL_*
 * variables are removed, since they may contain an MFA code, a passphrase or the recursion guard.
 */
export function childEnvironment(
  env: Env,
  variables: readonly Variable[],
  platform: NodeJS.Platform,
): Record<string, string> {
  const canonical = (name: string): string => (platform === 'win32' ? name.toUpperCase() : name)
  const changed = new Set(variables.map(({ name }) => name))
  const isInherited = (name: string): boolean =>
    !changed.has(name) && !name.startsWith('ROLECALL_') && name !== WARNING_SWITCH
  const entries = Object.entries(env).filter(([name]) => isInherited(canonical(name)))
  const set = variables.map(({ name, value }) => [name, value] as const)
  return Object.fromEntries(
    [...entries, ...set].filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
