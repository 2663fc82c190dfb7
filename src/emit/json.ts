import { jsonText } from '../core/json.js'
import type { Variable } from './variables.js'

/** All variables as one JSON object. */
export function jsonVariables(variables: readonly Variable[]): string {
  return `${jsonText(Object.fromEntries(variables.map(({ name, value }) => [name, value])), 2)}\n`
}

/**
 * A record for Nushell's `from json | load-env`: Nushell cannot evaluate text at run time. It does
 * not pass a variable that is null to children.
 */
export function nushellRecord(variables: readonly Variable[]): string {
  return `${jsonText(Object.fromEntries(variables.map(({ name, value = null }) => [name, value])))}\n`
}
