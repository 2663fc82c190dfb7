import type { Variable } from './variables.js'

/**
 * For `… | source`. Only the global variable is erased: a universal one belongs to every shell of the user, for good, and
 * fish passes it on whatever shadows it. Where there is none, `set -e` fails with 4, and so would `source`.
 */
export function fish({ name, value }: Variable): string {
  return value === undefined ? `set -eg ${name}; or true;` : `set -gx ${name} ${quote(value)};`
}

/** Between single quotes fish knows two escapes, `\\` and `\'` (fish documentation, "Quotes"). */
function quote(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`
}
