import measure from 'fast-string-truncated-width'

/**
 * The columns of a terminal that the text takes: two for a wide character, none for a combining one
 * or for escape sequences.
 */
export function widthOf(text: string): number {
  // A table of thousands of rows is mostly ASCII, for which counting is enough.
  return isPlain(text) ? text.length : measure(text).width
}

/** Whether a text is printable ASCII: safe on a terminal, with one column a character. */
export const isPlain = (text: string): boolean => PRINTABLE_ASCII.test(text)

const PRINTABLE_ASCII = /^[ -~]*$/

/** The text truncated with an ellipsis, or padded, to exactly this many columns. */
export function fit(text: string, width: number): string {
  if (width <= 0) return ''
  const cut = clip(text, width)
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)))
}

/** The text truncated with an ellipsis to at most this many columns. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const { index } = measure(text, { limit: width, ellipsis: '…' })
  return `${text.slice(0, index)}…`
}
