import { nearest } from '../core/did-you-mean.js'
import { EXIT_CODES, isRolecallError, RolecallError } from '../core/errors.js'
import { printable } from '../core/printable.js'
import { isSystemError } from '../system/files/system-error.js'
import type { Streams } from '../system/host.js'
import { isStoreError } from '../store/store.js'
import { styleFor, type Styler } from './ui/style.js'
import { lineWidth, wrap } from './ui/wrap.js'

type Stderr = Streams['stderr']

/**
 * The one place that prints an error: what went wrong, then what to do.
 * @returns the exit status
 */
export function printError(error: unknown, stderr: Stderr, debug: boolean): number {
  const known = knownError(error)
  const { red, cyan } = styleFor(stderr)
  writeMessage(stderr, 'rolecall', messageOf(error), red)
  const hint = known ? hintOf(known) : 'this is a fault of rolecall: --debug shows where'
  if (hint) writeMessage(stderr, 'hint', hint, cyan)
  if (debug) stderr.write(`${traceOf(error)}\n`)
  return EXIT_CODES[known?.code ?? 'failed']
}

/** A similar name is the better hint for a misspelt one. */
function hintOf({ hint, misspelt }: RolecallError): string | undefined {
  const names = misspelt ? nearest(misspelt.name, misspelt.known) : []
  return names.length > 0 ? `did you mean ${names.join(' or ')}?` : hint
}

/** @returns undefined for a fault of rolecall, as what a store or the system refuses to a command that needs it is not */
function knownError(error: unknown): RolecallError | undefined {
  if (isRolecallError(error)) return error
  if (isStoreError(error)) {
    const hint = 'rolecall store lists what works here; --store chooses another'
    return new RolecallError('keychain', error.message, { hint })
  }
  if (!isSystemError(error)) return undefined
  const hint = 'look at the owner, the permissions and the free space of what the message names'
  return new RolecallError('failed', error.message, { hint })
}

/**
 * Says something to a person: on a terminal in lines that fit it, elsewhere in one line, which a program can find again.
 * @param look of the label
 */
export function writeMessage(
  stderr: Stderr,
  label: string,
  message: string,
  look: Styler = (text) => text,
): void {
  const text = wrap(`${label}: ${printable(message)}`, lineWidth(stderr))
  stderr.write(`${look(`${label}:`)}${text.slice(label.length + 1)}\n`)
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
