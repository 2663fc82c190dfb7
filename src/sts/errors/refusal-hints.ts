import { humanDuration } from '../../core/time/duration.js'
import type { CallFailure } from './explanation.js'

/** If the clocks differ by more, a refused signature is due to the clock. */
const MAX_CLOCK_OFFSET_MS = 240_000

/**
 * The hint for AccessDenied: what must be allowed, if the message names it; otherwise the likely
 * causes, without those that the request excludes.
 */
export function denialHint({ message, sent }: CallFailure): string {
  const [, own] = /perform: (iam:\w+)/.exec(message) ?? []
  if (own !== undefined) {
    const mfa = sent?.mfa ? '' : ', and may demand an MFA session (mfa_serial)'
    return `a policy must allow ${own} on your own user${mfa}`
  }
  const [, extra] = /perform: sts:(TagSession|SetSourceIdentity)/.exec(message) ?? []
  if (extra !== undefined) {
    return `both the role's trust policy and your own policy must allow sts:${extra}`
  }
  if (/explicit deny/.test(message))
    return 'a policy denies this call explicitly: ask an administrator; if only the session was revoked, a new one works: rolecall login --refresh'
  const causes = [
    'the role does not exist',
    'its trust policy does not name you',
    sent?.externalId
      ? 'it requires another external ID'
      : 'it requires an external ID (external_id)',
    ...(sent?.mfa ? [] : ['it requires MFA (mfa_serial)']),
  ]
  return `likely causes: ${causes.join(', ')}, or your own policy does not allow the call`
}

/** A wrong secret key and a wrong clock make the same error; the `Date` header tells which. */
export function signatureHint({ clockOffsetMs = 0, accessKeyId }: CallFailure): string {
  const offsetMs = Math.abs(clockOffsetMs)
  if (offsetMs > MAX_CLOCK_OFFSET_MS) {
    const direction = clockOffsetMs > 0 ? 'behind' : 'ahead of'
    return `this machine's clock is ${humanDuration(offsetMs / 1000)} ${direction} AWS; correct it`
  }
  const key = accessKeyId ? `access key ID ${accessKeyId}` : 'the access key ID'
  return `the secret access key does not match ${key}: enter both again`
}
