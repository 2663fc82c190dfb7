import { shellWord, singleQuoted } from '../core/shell-word.js'
import type { Variable } from './variables.js'

/**
 * For `eval "$(…)"` in sh, bash, zsh, ksh, dash. The semicolons keep the statements apart for who forgets the
 * double quotes, where the shell turns every line break into a space.
 */
export function posixExport({ name, value }: Variable): string {
  return value === undefined ? `unset ${name};` : `export ${name}=${singleQuoted(value)};`
}

/**
 * The same as variables of the shell, which its children do not see. A plain value has no quotes, so that the lines are good
 * for `docker run --env-file` and the like as well, which read every character as it stands and know nothing but NAME=VALUE.
 */
export function posixAssignments(variables: readonly Variable[]): string {
  // An SDK takes an empty token for none. To the rest empty is not absent: botocore parses an empty expiration.
  const said = variables.filter(({ name, value }) => value !== undefined || name === TOKEN)
  return said.map(({ name, value = '' }) => `${name}=${value && shellWord(value)}\n`).join('')
}

const TOKEN = 'AWS_SESSION_TOKEN'
