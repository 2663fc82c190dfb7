import type { Variable } from './variables.js'

/** The variables to set, as one object. */
export function jsonVariables(variables: readonly Variable[]): string {
  return `${JSON.stringify(Object.fromEntries(variables.map(({ name, value }) => [name, value])), null, 2)}\n`
}

/**
 * For `… | from json | load-env`: Nushell evaluates no text at run time, but loads a record, and passes a
 * variable that is null to no child.
 */
export function nushellRecord(variables: readonly Variable[]): string {
  return `${JSON.stringify(Object.fromEntries(variables.map(({ name, value = null }) => [name, value])))}\n`
}
