/** A replacement in a text that leaves everything else unchanged. */
export interface TextEdit {
  /** Offset in UTF-16 units. */
  at: number
  /** Number of UTF-16 units to remove there. */
  remove: number
  insert: string
}

/** @param edits of one text, in any order, not overlapping */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = []
  let from = 0
  for (const { at, remove, insert } of edits.toSorted((a, b) => a.at - b.at)) {
    parts.push(text.slice(from, at), insert)
    from = at + remove
  }
  return [...parts, text.slice(from)].join('')
}

/**
 * The line break that ends at an offset. If there is none, the one that the text uses.
 * @param end the offset after the line break
 */
export function lineBreakAt(text: string, end: number): string {
  const last = text.slice(Math.max(0, end - 2), end)
  if (last.endsWith('\n')) return last === '\r\n' ? last : '\n'
  return text.includes('\r\n') ? '\r\n' : '\n'
}

/** The blanks at the start of a line. @param start offset of the line */
export function indentationAt(text: string, start: number): string {
  const blanks = /[ \t]*/y
  blanks.lastIndex = start
  return blanks.exec(text)?.[0] ?? ''
}
