import type { Variable } from './variables.js'

/**
 * A statement for fish's `source`. Erases only the global variable, because a universal one is
 * shared by all shells. `or true` because `set -e` fails with status 4 if the variable is not set.
 */
export function fishLine({ name, value }: Variable): string {
  return value === undefined ? `set -eg ${name}; or true;` : `set -gx ${name} ${quote(value)};`
}

/** Single quotes in fish, which know two escapes: `\\` and `\'` (fish documentation, "Quotes"). */
function quote(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`
}
