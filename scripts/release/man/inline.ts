import { bold, escaped } from './roff.js'

/** Code, bold text and links of Markdown. */
const INLINE = /`` (.+?) ``|`([^`]+)`|\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g

/** A line of Markdown as roff: code and bold text in bold, links as their text. */
export function inline(markdown: string): string {
  const text = markdown.replaceAll('\\|', '|')
  const parts: string[] = []
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    const [whole, spaced, code = spaced, strong, label, target = ''] = match
    parts.push(plain(text.slice(end, match.index)))
    if (code !== undefined) parts.push(bold(code))
    else if (strong !== undefined) parts.push(`\\fB${plain(strong.replaceAll('`', ''))}\\fR`)
    else parts.push(inline(label ?? ''), /^https?:/.test(target) ? ` (${plain(target)})` : '')
    end = match.index + whole.length
  }
  // Joined parts begin a line only once, so that a dot in the middle needs no escape.
  return [...parts, plain(text.slice(end))].join('').replace(/^\./, '\\&.')
}

function plain(text: string): string {
  return escaped(text).replace(/^\\&/, '')
}
