import type { Explanation } from './explanation.js'

/** Refusals of operations that no plan contains: `rolecall sts`, `rolecall decode`. */
export const RAW_CALL_REFUSALS: readonly Explanation[] = [
  {
    when: ({ code }) => /^InvalidAuthorizationMessage/.test(code),
    message: 'AWS cannot decode this message',
    hint: 'pass the complete message, and choose a region of the partition (aws, aws-cn, …) that issued it',
  },
  {
    when: ({ code }) => /^OutboundWebIdentityFederationDisabled/.test(code),
    message: 'the account does not issue web identity tokens',
    hint: 'ask an administrator to enable outbound web identity federation in the IAM account settings',
  },
  {
    when: ({ code }) => /^ExpiredTradeInToken/.test(code),
    message: 'the trade-in token has expired',
    hint: 'get a new one from the service that issued it',
  },
  {
    // A role's trust policy controls AssumeRole; the caller's own policies control the other
    // operations.
    when: ({ code, message }) =>
      code === 'AccessDenied' && /perform: sts:(?!AssumeRole|TagSession|SetSource)/.test(message),
    message: ({ message }) => `AWS denied this: ${message.trim()}`,
    hint:
      'your own policies must allow the action in the message; ' +
      'a GetSessionToken session can call AssumeRole and little else',
  },
]
