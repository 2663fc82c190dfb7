import type { RolecallError } from '../../core/errors.js'
import type { Served } from './served.js'

/** Tells the server's user of each failure once, although clients may repeat it. */
export interface FailureReport {
  report: (served: readonly Served[]) => void
}

/** @param print shows an error that does not end the server */
export function reportFailures(print: (error: RolecallError) => void): FailureReport {
  const printed = new Map<string, string>()
  return {
    report(served) {
      for (const { profile, kept } of served) {
        const { failure, isBusy } = kept.state()
        if (isBusy) continue
        if (!failure) printed.delete(profile)
        else if (printed.get(profile) !== failure.message) {
          printed.set(profile, failure.message)
          print(failure)
        }
      }
    },
  }
}
