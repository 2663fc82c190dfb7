import { StsError } from '../errors.js'
import { checkInput, DURATION, durationOf, MFA } from '../input.js'
import { credentialsXml, type Operation } from '../operation.js'

const DEFAULT_SECONDS = 43_200
/** Maximum for the account's root user; longer requests are shortened. */
const MAX_ROOT_SECONDS = 3600

export const getSessionToken: Operation = {
  signed: true,
  run({ input, caller, mfa, now, issue }) {
    checkInput(input, { [DURATION]: { range: [900, 129_600] }, ...MFA })
    if (caller.principal.kind !== 'user')
      throw new StsError('AccessDenied', 'Cannot call GetSessionToken with session credentials')
    const { user } = caller.principal
    const hasMfa = mfa.check(user, input.get('SerialNumber'), input.get('TokenCode'))
    const requested = durationOf(input, DEFAULT_SECONDS)
    const seconds = user.arn.endsWith(':root') ? Math.min(requested, MAX_ROOT_SECONDS) : requested
    const session = issue({ kind: 'session-token', user }, seconds, hasMfa ? { mfaAt: now } : {})
    return { Credentials: credentialsXml(session) }
  },
}
