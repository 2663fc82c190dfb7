import { RolecallError } from '../../core/errors.js'
import type { CognitoSource } from '../../core/source/pool.js'
import type { Answer } from '../json-service.js'

type Refusal = Extract<Answer, { ok: false }>

/** A refusal of Amazon Cognito, and what the user can do about it. */
interface Explanation {
  when: (refusal: Refusal) => boolean
  hint: (source: CognitoSource) => string
}

/** Searched in order. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    when: ({ text }) => /unauthenticated access/i.test(text),
    hint: () =>
      'the pool has no guests: add the token of a login to the profile, or let the pool accept guests',
  },
  {
    when: ({ text }) => /basic \(classic\) flow/i.test(text),
    hint: () =>
      'remove rolecall_cognito_flow = basic from the profile, or enable the basic flow of the pool',
  },
  {
    when: ({ text }) => /expired/i.test(text),
    hint: () => 'the token of the login has expired: get a new one; --debug shows where it is from',
  },
  {
    when: ({ text }) => /signature|verify signed token/i.test(text),
    hint: () =>
      'none of the keys of the login provider has signed the token: get a new token; --debug shows where it is from',
  },
  {
    when: ({ text }) => /audience/i.test(text),
    hint: ({ poolId }) =>
      `the token is for another client: ${poolId} must have the client ID of the token, its aud, for this provider`,
  },
  {
    when: ({ code, text }) => /InvalidIdentityPoolConfiguration/.test(code) || /role/i.test(text),
    hint: () =>
      'check the roles of the pool and their trust policies; a role_arn must be among those of the token (cognito:roles)',
  },
  {
    when: ({ text }) => /provider|issuer|logins|token/i.test(text),
    hint: ({ poolId }) =>
      `the provider of the token must be one of ${poolId}; rolecall_cognito_login sets its name`,
  },
  {
    when: ({ code }) => /ResourceNotFound/.test(code),
    hint: () => 'check rolecall_cognito_pool: the pool must exist in its region',
  },
]

/** The error for an answer of Amazon Cognito. It never quotes a token. */
export function poolRefusalError(refusal: Refusal, source: CognitoSource): RolecallError {
  const { status, code } = refusal
  const text = refusal.text.replaceAll(/eyJ[\w.-]+/g, '***')
  const name = code || `HTTP ${status}`
  if (status >= 500 || status === 429 || /TooManyRequests|InternalError/.test(code)) {
    return new RolecallError(
      'failed',
      `Amazon Cognito returned an internal error: ${name}: ${text}`,
      {
        hint: 'try again in a moment',
      },
    )
  }
  const found = EXPLANATIONS.find(({ when }) => when(refusal))
  return new RolecallError('refused', `Amazon Cognito refused the login: ${text} (${name})`, {
    hint: found?.hint(source) ?? 'check rolecall_cognito_pool and the login of the profile',
    awsCode: code.replace(/Exception$/, ''),
  })
}
