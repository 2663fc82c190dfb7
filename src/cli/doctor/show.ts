import { printable } from '../../core/printable.js'
import type { Streams } from '../../system/host.js'
import { styleFor, type Style } from '../ui/style.js'
import { lineWidth, wrap } from '../ui/wrap.js'
import type { NamedFinding } from './examine.js'
import type { Severity } from './finding.js'

/** More findings of one check are counted, not printed. */
const MAX_PER_CHECK = 20

const COLOURS: Readonly<Record<Severity, keyof Style>> = {
  error: 'red',
  warning: 'yellow',
  note: 'cyan',
}

/** Prints each finding, its hint, and a command that can be pasted, on lines of their own. */
export function showFindings(findings: readonly NamedFinding[], stream: Streams['stdout']): void {
  const style = styleFor(stream)
  const width = lineWidth(stream)
  const shown = new Map<string, number>()
  for (const { check, severity, message, hint, command } of findings) {
    const count = (shown.get(check) ?? 0) + 1
    shown.set(check, count)
    if (count > MAX_PER_CHECK) continue
    const label = `${severity}:`
    const text = wrap(`${label} ${printable(message)}`, width)
    const colour = style[COLOURS[severity]]
    stream.write(`${colour(label)}${text.slice(label.length)}\n`)
    const lead = hint.endsWith('?') ? hint : `${hint}:`
    stream.write(`${wrap(`  ${printable(lead)}`, width, '  ')}\n    ${printable(command)}\n`)
  }
  for (const [check, count] of shown) {
    const more = count - MAX_PER_CHECK
    if (more > 0) stream.write(`and ${more} more of ${check}: rolecall doctor --json\n`)
  }
}

/** `1 error, 2 warnings`. */
export function summaryOf(findings: readonly NamedFinding[]): string {
  const parts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = findings.filter((each) => each.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`]
  })
  const fixable = findings.filter(({ fix }) => fix !== undefined).length
  if (parts.length === 0) return 'no problems found'
  const mends = fixable === 0 ? '' : `; rolecall doctor --fix fixes ${fixable} of them`
  return parts.join(', ') + mends
}
