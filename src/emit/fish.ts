import type { Variable } from './variables.js'

/**
 * A statement for fish's `source`. Only the global variable is erased: a universal one belongs to
 * all of the user's shells. `or true` because `set -e` fails with status 4 if the variable is not
 * set.
 */
export function fishLine({ name, value }: Variable): string {
  return value === undefined ? `set -eg ${name}; or true;` : `set -gx ${name} ${quote(value)};`
}

/** Single quotes in fish, which know two escapes: `\\` and `\'` (fish documentation, "Quotes"). */
function quote(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`
}
