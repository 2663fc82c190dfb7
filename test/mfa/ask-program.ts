import { EXIT_CODES, isRolecallError } from '../../src/core/errors.js'
import { realHost, type Host } from '../../src/system/host.js'
import { startDeadline } from '../../src/core/time/deadline.js'
import { getTokenCode } from '../../src/mfa/code.js'
import type { CodeRequest } from '../../src/mfa/code-request.js'
import { promptLimitMs } from '../../src/mfa/prompt-limit.js'
import { monotonicMs } from '../../src/system/time.js'

/**
 * Usage: node THIS REQUEST-JSON [--no-input]; `process.exitCode` only, so that whatever still runs
 * shows as a hang.
 */
const [request = '{}', flag] = process.argv.slice(2)
const defaults: CodeRequest = {
  serial: 'arn:aws:iam::111111111111:mfa/alice',
  purpose: 'admin in 210987654321',
  login: 'rolecall login dev',
  attempt: 1,
}

/** Milliseconds by which this program's clock is ahead. */
const ahead = Number(process.env['TEST_CLOCK_OFFSET'] ?? 0)
const real = realHost()
const host: Host = { ...real, now: () => ({ ...real.now(), at: real.now().at + ahead }) }

getTokenCode({
  request: { ...defaults, ...(JSON.parse(request) as object) },
  host,
  mayPrompt: flag !== '--no-input',
  left: startDeadline(promptLimitMs(host), monotonicMs),
}).then(
  (code) => console.log(`code=${code}`),
  (error: unknown) => {
    if (!isRolecallError(error)) throw error
    console.error(`${error.message} | ${error.hint ?? ''}`)
    process.exitCode = EXIT_CODES[error.code]
  },
)
