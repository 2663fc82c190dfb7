/**
 * Words that need no quotes in any shell. zsh expands a leading `=ls`, all shells expand `~ann`.
 */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/

/**
 * Quotes a word if a shell needs it, for commands in messages that the user can paste. A backslash
 * is written outside the quotes, because fish reads it as an escape inside them.
 */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word
  return `'${word.replace(/['\\]/g, (special) => `'\\${special}'`)}'`
}

/**
 * Quotes a text for POSIX shells: single quotes make every other character literal (POSIX 2.2.2).
 */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
