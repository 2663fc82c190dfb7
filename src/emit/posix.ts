import { singleQuoted } from '../core/shell-word.js'
import type { Variable } from './variables.js'

/**
 * For `eval "$(…)"` in sh, bash, zsh, ksh, dash. The semicolons keep the statements apart for who forgets the
 * double quotes, where the shell turns every line break into a space.
 */
export function posixExport({ name, value }: Variable): string {
  return value === undefined ? `unset ${name};` : `export ${name}=${singleQuoted(value)};`
}

/** The same as variables of the shell, which its children do not see. */
export function posixAssign({ name, value }: Variable): string {
  return value === undefined ? `unset ${name};` : `${name}=${singleQuoted(value)};`
}
