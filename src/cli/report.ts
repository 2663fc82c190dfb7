import type { Writable } from 'node:stream'
import { EXIT_CODES, isRolecallError, type RolecallError } from '../core/errors.js'
import { printable } from '../core/text.js'

/**
 * The one place that prints an error: what went wrong, then what to do.
 * @returns the exit status
 */
export function reportError(error: unknown, stderr: Writable, debug: boolean): number {
  const known = isRolecallError(error) ? error : undefined
  stderr.write(`rolecall: ${printable(messageOf(error))}\n`)
  const hint = known ? known.hint : 'this is a fault of rolecall: --debug shows where'
  if (hint) stderr.write(`hint: ${printable(hint)}\n`)
  if (debug) stderr.write(`${traceOf(error)}\n`)
  return known ? EXIT_CODES[(known as RolecallError).code] : EXIT_CODES.failed
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Where it happened, without what the causes say: an SDK's or a store's own message is not vetted for secrets. */
function traceOf(error: unknown): string {
  const lines: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const frames = (at.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
    lines.push(`${lines.length ? 'caused by ' : ''}${at.name}`, ...frames.map(printable))
  }
  return lines.join('\n')
}
