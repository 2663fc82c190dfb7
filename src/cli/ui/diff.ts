import { unifiedDiff } from '../../aws-files/diff.js'
import { maskedLine } from '../../aws-files/mask.js'
import { printable } from '../../core/printable.js'
import type { Streams } from '../../system/host.js'
import { styleFor } from './style.js'

/**
 * The difference between two versions of an AWS file, for the user. Every value that is not known
 * to be harmless is masked, because the output may end up in a log. On a terminal the diff is
 * coloured, with control characters sanitised.
 * @param path of the file, for the header
 * @param show masks a line of another kind of file
 * @returns '' if the texts are equal
 */
export function shownDiff(
  before: string,
  after: string,
  path: string,
  stream: Streams['stdout'],
  show: (line: string) => string = maskedLine,
): string {
  const diff = unifiedDiff(before, after, path, show)
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
