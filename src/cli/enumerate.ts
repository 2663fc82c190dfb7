const MAX_NAMES = 5

/** All names if they are few, else the first of them and a count. */
export function enumerate(names: readonly string[]): string {
  if (names.length <= MAX_NAMES) return names.join(', ')
  return `${names.slice(0, MAX_NAMES - 1).join(', ')} and ${names.length - MAX_NAMES + 1} more`
}
