/** A change to a text that leaves everything else as it is. */
export interface Splice {
  /** Offset in UTF-16 units. */
  at: number
  /** How many units are taken away there. */
  remove: number
  insert: string
}

/** @param splices of one text, none within another; in any order */
export function spliced(text: string, splices: readonly Splice[]): string {
  const parts: string[] = []
  let from = 0
  for (const { at, remove, insert } of splices.toSorted((a, b) => a.at - b.at)) {
    parts.push(text.slice(from, at), insert)
    from = at + remove
  }
  return [...parts, text.slice(from)].join('')
}

/** The line break at the end of a line, or, where that is the last one and has none, the one that the text uses. */
export function lineBreakAt(text: string, end: number): string {
  const last = text.slice(Math.max(0, end - 2), end)
  if (last.endsWith('\n')) return last === '\r\n' ? last : '\n'
  return text.includes('\r\n') ? '\r\n' : '\n'
}

/** The blanks that a line begins with. @param start of the line */
export function indentationAt(text: string, start: number): string {
  const blanks = /[ \t]*/y
  blanks.lastIndex = start
  return blanks.exec(text)?.[0] ?? ''
}
