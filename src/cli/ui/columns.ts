import measure from 'fast-string-truncated-width'

/**
 * How many columns of a terminal the text takes: two for a wide character, none for a combining one and for
 * escape sequences.
 */
export function widthOf(text: string): number {
  return measure(text).width
}

/** The text cut, with an ellipsis, or padded to exactly so many columns. */
export function fit(text: string, width: number): string {
  if (width <= 0) return ''
  const cut = clip(text, width)
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)))
}

/** The text cut, with an ellipsis, to at most so many columns. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const { index } = measure(text, { limit: width, ellipsis: '…' })
  return `${text.slice(0, index)}…`
}
