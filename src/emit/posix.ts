import { shellWord, singleQuoted } from '../core/shell-word.js'
import { RECORD } from './record.js'
import type { Variable } from './variables.js'

/**
 * A statement for `eval "$(…)"` in sh, bash, zsh, ksh and dash. Without the double quotes the shell
 * turns line breaks into spaces, so that the semicolons are needed.
 */
export function posixExport({ name, value }: Variable): string {
  return value === undefined ? `unset ${name};` : `export ${name}=${singleQuoted(value)};`
}

/**
 * Plain NAME=VALUE lines: shell variables that children do not see. Values are quoted only if
 * needed, because `docker run --env-file` and similar tools take quotes literally.
 */
export function posixAssignments(variables: readonly Variable[]): string {
  // SDKs treat an empty token as absent. Other variables are different: botocore parses an empty
  // expiration.
  const printed = variables.filter(
    ({ name, value }) => (value !== undefined && name !== RECORD) || name === TOKEN,
  )
  return printed.map(({ name, value = '' }) => `${name}=${value && shellWord(value)}\n`).join('')
}

const TOKEN = 'AWS_SESSION_TOKEN'
