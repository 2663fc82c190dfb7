import type { Explanation } from './table.js'

/** Refusals of the operations that no plan holds: `rolecall sts`, `rolecall decode`. */
export const DIRECT_CALLS: readonly Explanation[] = [
  {
    when: ({ code }) => /^InvalidAuthorizationMessage/.test(code),
    says: 'AWS cannot decode this message',
    hint: 'pass it whole, from the partition (aws, aws-cn, …) where it was issued, to a region of that partition',
  },
  {
    when: ({ code }) => /^OutboundWebIdentityFederationDisabled/.test(code),
    says: 'the account does not issue web identity tokens',
    hint: 'an administrator switches outbound web identity federation on in the account settings of IAM',
  },
  {
    when: ({ code }) => /^ExpiredTradeInToken/.test(code),
    says: 'the trade-in token has expired',
    hint: 'ask for a new one where this one came from',
  },
  {
    // A role's trust policy says who may assume it; for every other operation the caller's own policies do.
    when: ({ code, message }) =>
      code === 'AccessDenied' && /perform: sts:(?!AssumeRole|TagSession|SetSource)/.test(message),
    says: ({ message }) => `AWS denied this: ${message.trim()}`,
    hint: 'your own policies must allow the action that the message names; sessions of GetSessionToken may call little else than AssumeRole',
  },
]
