import { humanDuration } from '../../core/duration.js'
import type { ErrorCode, ErrorReason } from '../../core/errors.js'
import { DIRECT_CALLS } from './raw-call.js'

/** What an error of the SDK has to say, whatever class it is. */
export interface AwsFailure {
  code: string
  message: string
  requestId?: string
  /** Of the key that signed, where one did. */
  accessKeyId?: string
  /** HTTP status; undefined where no answer came. */
  status?: number
  /** STS's clock minus ours, seconds; undefined where no answer came. */
  clockOffset?: number
}

export interface Explanation {
  when(failure: AwsFailure): boolean
  says: string | ((failure: AwsFailure) => string)
  hint: string | ((failure: AwsFailure) => string)
  reason?: ErrorReason
  /** 'refused' by AWS, unless said otherwise. */
  kind?: ErrorCode
}

/** Read from the top: the first that fits explains the failure. Texts of STS as in contracts §6. */
export const EXPLANATIONS: readonly Explanation[] = [
  ...DIRECT_CALLS,
  {
    when: ({ message }) => /invalid MFA one time pass code/i.test(message),
    says: 'AWS did not accept the MFA code',
    hint: 'it was wrong, too old, or used before: wait for the next code and try again',
    reason: 'wrong-code',
  },
  {
    when: ({ message }) => /unable to validate MFA code|serial number is valid/i.test(message),
    says: 'AWS does not know this MFA device for this user',
    hint: 'check mfa_serial: it must be a device of the IAM user whose access key is used',
  },
  {
    when: ({ message }) => /with session credentials/i.test(message),
    says: 'the source credentials are temporary, and AWS gives session tokens to long-term keys only',
    hint: 'use the long-term access key as the source, or ask with --no-session',
  },
  {
    when: ({ message }) => /exceeds the 1 hour session limit/i.test(message),
    says: 'a role assumed with the credentials of another role lasts one hour at most',
    hint: 'ask for --duration 1h, or assume the role directly with the long-term key',
    reason: 'chaining-limit',
  },
  {
    when: ({ message }) => /MaxSessionDuration/i.test(message),
    says: 'the role does not allow sessions that long',
    hint: 'ask for a shorter --duration, or have MaxSessionDuration of the role raised',
    reason: 'role-limit',
  },
  {
    when: ({ message }) =>
      /authorized to perform sts:AssumeRoleWith(WebIdentity|SAML)/.test(message),
    says: 'AWS denied this: the role does not let this identity in',
    hint: 'compare the trust policy of the role with the token: the provider, the audience (aud) and the subject (sub)',
  },
  {
    when: ({ message }) => /must be redeemed within/i.test(message),
    says: 'the SAML assertion is too old: AWS takes it within five minutes of the sign-in',
    hint: 'sign in again; if that does not help, the clock of the identity provider may be wrong',
  },
  {
    when: ({ code, message }) =>
      code === 'InvalidIdentityToken' &&
      /SAML|^Response|AuthnResponse|^Issuer not present|^Specified provider/.test(message),
    says: ({ message }) => `AWS does not accept the SAML assertion: ${message}`,
    hint: 'the SAML provider in IAM must hold the current metadata of the identity provider, for this very application',
  },
  {
    when: ({ code }) => /^(InvalidIdentityToken|IDPRejectedClaim)/.test(code),
    says: ({ message }) => `AWS did not accept the token of the identity provider: ${message}`,
    hint: 'the IAM identity provider of the account must have the same issuer, and this client among its audiences',
  },
  {
    when: ({ code }) => /^IDPCommunicationError/.test(code),
    says: 'AWS could not reach the identity provider',
    hint: 'AWS fetches the keys of the issuer from the internet: its address must be public; try again',
  },
  {
    when: ({ code }) => code === 'ExpiredTokenException',
    says: 'the token of the identity provider has expired',
    hint: 'get a new one: sign in again, or look at what writes the token file',
  },
  {
    when: ({ code }) => code === 'AccessDenied' || code === 'AccessDeniedException',
    says: ({ message }) => `AWS denied this: ${message.trim()}`,
    hint:
      'likely causes: there is no such role, its trust policy does not name you, it wants an external id or an MFA session ' +
      '(mfa_serial), or your own policy does not allow the call',
  },
  {
    when: ({ code }) => /^ExpiredToken/.test(code),
    says: 'the credentials that sign this call have expired',
    hint:
      'renew the source of the profile; a session of rolecall is renewed by rolecall login --refresh, and a shell ' +
      'that holds an old one takes the new one over by rolecall use or `eval "$(rolecall env …)"`',
  },
  {
    when: ({ code }) => code === 'InvalidClientTokenId' || code === 'UnrecognizedClientException',
    says: ({ accessKeyId = 'that signs this call' }) =>
      `AWS does not know the access key ${accessKeyId}`,
    hint:
      'it may be deleted, deactivated, of another partition, or mistyped; for an opt-in region, ' +
      'the session token may have come from the global endpoint',
  },
  {
    when: ({ code }) => code === 'SignatureDoesNotMatch' || code === 'RequestExpired',
    says: 'AWS could not verify the signature of this call',
    hint: ({ clockOffset = 0, accessKeyId }) =>
      Math.abs(clockOffset) > 240
        ? `the clock of this machine is ${humanDuration(Math.abs(clockOffset))} ${clockOffset > 0 ? 'behind' : 'ahead of'} AWS's: set it right`
        : `the secret access key does not belong to the access key id${accessKeyId ? ` ${accessKeyId}` : ''}: enter the pair again`,
  },
  {
    when: ({ code }) => /^RegionDisabled/.test(code),
    says: 'STS is not activated in this region for the account',
    hint: 'activate the region in the account settings of IAM, or choose another with --region',
  },
  {
    when: ({ code }) => /Throttl|TooManyRequests|SlowDown/.test(code),
    says: 'AWS is throttling these calls',
    hint: 'wait a little and try again; fewer parallel callers help, and cached sessions cost no call',
  },
  {
    when: ({ code }) => /^(MalformedPolicyDocument|PackedPolicyTooLarge)/.test(code),
    says: ({ message }) => `AWS did not accept the session policy: ${message}`,
    hint: 'look at --policy, --policy-arn and --tag: together they must be valid and small (2048 characters)',
  },
  {
    when: ({ code }) => code === 'ValidationError',
    says: ({ message }) => `AWS says that the request is not valid: ${message}`,
    hint: 'check the value that the message names, in the profile and in the flags',
  },
  {
    when: ({ code, message }) =>
      /^(Timeout|TooSlow)Error$/.test(code) || /exceeded the configured/.test(message),
    says: 'STS did not answer in time',
    hint: 'check the network, HTTPS_PROXY and NO_PROXY, or choose another region with --region',
    kind: 'failed',
  },
  {
    when: ({ code }) => NETWORK.test(code),
    says: ({ code, message }) => `STS could not be reached: ${message || code}`,
    hint: 'check the network, HTTPS_PROXY and NO_PROXY, the region, and AWS_ENDPOINT_URL_STS if it is set',
    kind: 'failed',
  },
  {
    when: ({ code }) => /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code),
    says: ({ code }) => `the TLS certificate of the other side is not trusted (${code})`,
    hint: 'if a proxy inspects TLS, name its certificate with AWS_CA_BUNDLE or ca_bundle',
    kind: 'failed',
  },
  {
    when: ({ code, message }) =>
      /^(Unknown|HPE_)/.test(code) || /XML parse error|Deserialization error/.test(message),
    says: ({ status }) =>
      `the answer did not come from STS, or not whole${status === undefined ? '' : ` (HTTP ${status})`}`,
    hint: 'a proxy or a captive portal may stand in between: look at HTTPS_PROXY and at the network',
    kind: 'failed',
  },
  {
    when: ({ status = 0 }) => status >= 500,
    says: ({ code }) => `STS has a fault of its own: ${code}`,
    hint: 'try again in a moment, or choose another region with --region',
    kind: 'failed',
  },
  {
    when: ({ status }) => status === undefined,
    says: ({ code, message }) => `STS could not be asked: ${message || code}`,
    hint: 'this is no answer of AWS: look at NODE_OPTIONS and the network; --debug shows where it happened',
    kind: 'failed',
  },
]

const NETWORK =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPROTO)$/
