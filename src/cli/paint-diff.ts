import { printable } from '../core/text.js'
import type { Style } from './style.js'

/** A unified diff for a terminal: what goes in red, what comes in green. Without colours it stays what patch(1) takes. */
export function paintDiff(diff: string, style: Style): string {
  if (style.green('x') === 'x') return diff
  return diff.replace(/^.*$/gm, (line) => {
    const text = printable(line.replace(/\r$/, ''))
    if (/^(---|\+\+\+)/.test(text)) return style.bold(text)
    if (text.startsWith('@@')) return style.dim(text)
    if (text.startsWith('+')) return style.green(text)
    return text.startsWith('-') ? style.red(text) : text
  })
}
