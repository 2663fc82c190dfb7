/** What no shell takes for anything but itself, wherever it stands; `=ls` and `~ann` mean something in front. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/

/** A word of a command that a person is told to run, such as a profile's name: in quotes where a shell wants them. */
export function shellWord(word: string): string {
  return PLAIN.test(word) ? word : singleQuoted(word)
}

/** Between single quotes every character stands for itself, except the single quote (POSIX.1-2017, 2.2.2). */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
