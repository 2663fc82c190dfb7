import { printable } from '../../core/printable.js'
import { styleFor } from './style.js'

/**
 * A unified diff for a terminal, made harmless: what goes in red, what comes in green. For any other stream it stays what patch(1)
 * takes.
 */
export function styledDiff(diff: string, stream: NodeJS.WriteStream): string {
  if (!stream.isTTY) return diff
  const style = styleFor(stream)
  return diff.replace(/^.*$/gm, (line) => {
    const text = printable(line.replace(/\r$/, ''))
    if (/^(---|\+\+\+)/.test(text)) return style.bold(text)
    if (text.startsWith('@@')) return style.dim(text)
    if (text.startsWith('+')) return style.green(text)
    return text.startsWith('-') ? style.red(text) : text
  })
}
