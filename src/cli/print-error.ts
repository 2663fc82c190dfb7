import { describeMisspelt } from '../aws-files/misspelt-keys.js'
import { misspeltSourceKey } from './source-keys.js'
import { nearest } from '../core/did-you-mean.js'
import { EXIT_CODES, isRolecallError, RolecallError } from '../core/errors.js'
import { printable } from '../core/printable.js'
import { isSystemError } from '../system/files/system-error.js'
import type { Streams } from '../system/host.js'
import { storeUnavailableError } from '../store/errors.js'
import { isStoreError } from '../store/store.js'
import { styleFor } from './ui/style.js'
import { writeMessage } from './write-message.js'

type Stderr = Streams['stderr']

/**
 * Prints an error: what went wrong, then a hint. All errors are printed here.
 * @returns the exit status
 */
export function printError(error: unknown, stderr: Stderr, debug: boolean): number {
  const known = knownError(error)
  const { red, cyan } = styleFor(stderr)
  writeMessage(stderr, 'rolecall', messageOf(error), red)
  const hint = known ? hintOf(known) : 'this is a bug in rolecall: --debug shows where'
  if (hint) writeMessage(stderr, 'hint', hint, cyan)
  if (debug && known?.code !== 'usage') stderr.write(`${traceOf(error)}\n`)
  return EXIT_CODES[known?.code ?? 'failed']
}

/** A similar name is the better hint for a misspelt one. */
export function hintOf({ hint, misspelt, profileKeys }: RolecallError): string | undefined {
  const key = misspeltSourceKey(profileKeys ?? [])
  if (key !== undefined) return describeMisspelt(key)
  const names = misspelt ? nearest(misspelt.name, misspelt.known) : []
  return names.length > 0 ? `did you mean ${names.join(' or ')}?` : hint
}

/** @returns undefined for a bug; errors of a store or of the operating system are not bugs */
export function knownError(error: unknown): RolecallError | undefined {
  if (isRolecallError(error)) return error
  if (isStoreError(error)) return storeUnavailableError(error)
  if (!isSystemError(error)) return undefined
  const hint = 'check the owner, permissions and free space of the path in the message'
  return new RolecallError('failed', error.message, { hint })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Stack traces without messages: those of an SDK or a store could contain secrets. */
function traceOf(error: unknown): string {
  const lines: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const frames = (at.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
    lines.push(`${lines.length ? 'caused by ' : ''}${printable(at.name)}`, ...frames.map(printable))
  }
  return lines.join('\n')
}
