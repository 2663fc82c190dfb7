import { isRolecallError, type RolecallError } from '../../core/errors.js'
import { isSystemError } from '../../system/files/system-error.js'
import { knownError } from '../print-error.js'
import { CHECKS, type CheckName } from './checks.js'
import type { Examined } from './examined.js'
import type { Finding, Severity } from './finding.js'

/** A finding with the name of its check. */
export interface NamedFinding extends Finding {
  check: CheckName
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }

/**
 * Runs the checks in their order. A check that fails, for example at a folder that it may not read,
 * reports that.
 * @param isOffline leaves out those that use the network
 * @param busy shows on a terminal what a slow check examines
 * @returns errors first, each message once
 */
export async function runChecks(
  examined: Examined,
  isOffline: boolean,
  busy: <T>(work: Promise<T>, label: string) => Promise<T>,
): Promise<NamedFinding[]> {
  const checks = CHECKS.filter(({ usesNetwork }) => !(isOffline && usesNetwork))
  const found: NamedFinding[] = []
  for (const { name, examines, run, unless = [] } of checks) {
    if (found.some((each) => each.severity === 'error' && unless.includes(each.check))) continue
    const findings = await busy(
      orRefusal(async () => run(examined)),
      examines,
    )
    found.push(...findings.map((finding) => ({ check: name, ...finding })))
  }
  const seen = new Set<string>()
  return found
    .filter(({ message, file }) => {
      const id = `${message}\n${file?.path}\n${file?.line}`
      return !seen.has(id) && seen.add(id)
    })
    .toSorted((one, other) => ORDER[one.severity] - ORDER[other.severity])
}

async function orRefusal(work: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await work()
  } catch (error) {
    const known = isSystemError(error) || isRolecallError(error) ? knownError(error) : undefined
    if (!known) throw error
    return [refusal(known)]
  }
}

function refusal({ message, hint }: RolecallError): Finding {
  return {
    severity: 'error',
    message,
    hint: hint ?? 'check the path in the message',
    command: 'ls -ld ~ ~/.aws ~/.local/state/rolecall',
  }
}
