import type { Variable } from './variables.js'

/**
 * For `… | source`. Only the global variable is erased: a universal one belongs to every shell of the user, for good, and
 * fish passes it on whatever shadows it.
 */
export function fish({ name, value }: Variable): string {
  return value === undefined ? `set -eg ${name};` : `set -gx ${name} ${quote(value)};`
}

/** Between single quotes fish knows two escapes, `\\` and `\'` (fish documentation, "Quotes"). */
function quote(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`
}
