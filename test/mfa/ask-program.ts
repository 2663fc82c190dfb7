import { EXIT_CODES, isRolecallError } from '../../src/core/errors.js'
import { realHost, type Host } from '../../src/system/host.js'
import { askTokenCode, type TokenCodeRequest } from '../../src/mfa/code.js'

/** Usage: node THIS REQUEST-JSON [--no-input]; `process.exitCode` only, so that whatever still runs shows as a hang. */
const [request = '{}', flag] = process.argv.slice(2)
const defaults: TokenCodeRequest = {
  serial: 'arn:aws:iam::111111111111:mfa/alice',
  wants: 'admin in 210987654321',
  profile: 'dev',
  attempt: 1,
}

/** Milliseconds by which this program's clock is ahead. */
const ahead = Number(process.env['TEST_CLOCK_OFFSET'] ?? 0)
const real = realHost()
const host: Host = { ...real, now: () => ({ ...real.now(), at: real.now().at + ahead }) }

askTokenCode({ ...defaults, ...(JSON.parse(request) as object) }, host, {
  mayPrompt: flag !== '--no-input',
}).then(
  (code) => console.log(`code=${code}`),
  (error: unknown) => {
    if (!isRolecallError(error)) throw error
    console.error(`${error.message} | ${error.hint ?? ''}`)
    process.exitCode = EXIT_CODES[error.code]
  },
)
