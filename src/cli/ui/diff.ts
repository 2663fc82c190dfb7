import { printable } from '../../core/printable.js'
import type { Streams } from '../../system/host.js'
import { styleFor } from './style.js'

/**
 * A unified diff in colours, with control characters sanitised. For a stream that is not a terminal
 * it stays unchanged, as patch(1) needs it.
 */
export function styledDiff(diff: string, stream: Streams['stdout']): string {
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
