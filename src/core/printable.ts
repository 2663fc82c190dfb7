// eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g

/**
 * Text from outside (a profile name, an STS message, a process title) made safe for a terminal: control characters,
 * escape sequences' lead bytes and direction overrides become a space.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, ' ')
}

/** @param noun in the singular, with a regular plural */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}
