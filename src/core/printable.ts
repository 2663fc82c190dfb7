import { UNSAFE_ON_TERMINAL } from './control-characters.js'

/**
 * Sanitises text from outside (a profile name, an STS message, a process title) for a terminal.
 * Control characters and direction overrides become spaces, so that no escape sequence is left.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE_ON_TERMINAL, ' ')
}

/** `1 session`, `2 sessions`. @param noun singular, with a regular plural */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}
