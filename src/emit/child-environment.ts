import type { Env } from '../core/env.js'
import type { Variable } from './variables.js'

/** Silences a warning of the SDK on Node 20 for us; a child may want to see it. */
const NODE_WARNING = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'

/**
 * The environment of a child of `exec`: the user's, changed by `variables`. Of our own variables, which may hold a token
 * code or a passphrase and the guard against recursion, nothing is passed on but what `variables` says.
 */
export function childEnvironment(
  env: Env,
  variables: readonly Variable[],
  platform: NodeJS.Platform,
): Record<string, string> {
  const canonical = (name: string): string => (platform === 'win32' ? name.toUpperCase() : name)
  const changed = new Set(variables.map(({ name }) => name))
  const isKept = (name: string): boolean =>
    !changed.has(name) && !name.startsWith('ROLECALL_') && name !== NODE_WARNING
  const entries = Object.entries(env).filter(([name]) => isKept(canonical(name)))
  const set = variables.map(({ name, value }) => [name, value] as const)
  return Object.fromEntries(
    [...entries, ...set].filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
