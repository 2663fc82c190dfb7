import { isPlain } from '../../ui/columns.js'
import { UNSAFE_ON_TERMINAL } from '../../../core/control-characters.js'

/**
 * Text from outside with what a terminal could obey written as `\u{1b}`: in a history, a name that
 * tries to be something else must be seen.
 */
export function visible(text: string): string {
  if (isPlain(text)) return text
  return text.replace(
    UNSAFE_ON_TERMINAL,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  )
}
