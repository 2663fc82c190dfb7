/**
 * The words of a command line as the C runtime of Windows splits it ("Parsing C command-line
 * arguments", Microsoft Learn): 2n backslashes and a quote are n backslashes and the start or end
 * of a quoted part, 2n+1 are n and a quote; within a quoted part, two quotes are one.
 */
export function windowsArgv(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const [run = ''] = /^\\*/.exec(line.slice(at)) ?? []
    if (run !== '') {
      const isBeforeQuote = line[at + run.length] === '"'
      word = (word ?? '') + '\\'.repeat(isBeforeQuote ? run.length >> 1 : run.length)
      at += run.length - 1
      if (!isBeforeQuote || run.length % 2 === 0) continue
      word += '"'
      at++
    } else if (line[at] === '"') {
      word ??= ''
      if (isQuoted && line[at + 1] === '"') word += line[++at]
      else isQuoted = !isQuoted
    } else if (/[ \t]/.test(line[at] ?? '') && !isQuoted) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + line[at]
  }
  return word === undefined ? words : [...words, word]
}
