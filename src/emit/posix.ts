import type { Variable } from './variables.js'

/**
 * For `eval "$(…)"` in sh, bash, zsh, ksh, dash. The semicolons keep the statements apart for who forgets the
 * double quotes, where the shell turns every line break into a space.
 */
export function posixExport({ name, value }: Variable): string {
  return value === undefined ? `unset ${name};` : `export ${name}=${quote(value)};`
}

/** The same as variables of the shell, which its children do not see. */
export function posixAssign({ name, value }: Variable): string {
  return value === undefined ? `unset ${name};` : `${name}=${quote(value)};`
}

/** Between single quotes every character stands for itself, except the single quote (POSIX.1-2017, 2.2.2). */
function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}
