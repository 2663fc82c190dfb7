import type { Explanation } from './explanation.js'
import { denialHint, signatureHint } from './refusal-hints.js'

/**
 * Refusals of AWS, by the codes and messages of STS (docs/contracts.md §6). The first match counts,
 * so the order matters.
 */
export const REFUSALS: readonly Explanation[] = [
  {
    when: ({ message }) => /invalid MFA one time pass code/i.test(message),
    message: 'AWS did not accept the MFA code',
    hint: 'it was wrong, too old, or already used: wait for the next code and try again',
    reason: 'wrong-code',
  },
  {
    when: ({ message }) => /unable to validate MFA code|serial number is valid/i.test(message),
    message: 'AWS does not know this MFA device for this user',
    hint: 'check mfa_serial: it must be an MFA device of the IAM user who owns the access key',
  },
  {
    when: ({ message }) => /with session credentials/i.test(message),
    message:
      'GetSessionToken needs a long-term access key, but the source credentials are temporary',
    hint: 'use a long-term access key as the source, or add --no-session',
  },
  {
    when: ({ message }) => /exceeds the 1 hour session limit/i.test(message),
    message: 'a chained role session lasts at most one hour',
    hint: 'use --duration 1h, or assume the role directly with a long-term access key',
    reason: 'chaining-limit',
  },
  {
    when: ({ message }) => /MaxSessionDuration/i.test(message),
    message: 'the role does not allow sessions of this duration',
    hint: "use a shorter --duration, or ask an administrator to raise the role's MaxSessionDuration",
    reason: 'role-limit',
  },
  {
    when: ({ message }) => /perform:? sts:AssumeRoleWithSAML/.test(message),
    message: "AWS denied this: the role's trust policy does not match this identity",
    hint: "compare the role's trust policy with the SAML provider and the assertion: rolecall saml shows its roles",
  },
  {
    when: ({ message }) => /perform:? sts:AssumeRoleWithWebIdentity/.test(message),
    message: "AWS denied this: the role's trust policy does not match this identity",
    hint: "compare the role's trust policy with the token: provider, audience (aud) and subject (sub)",
  },
  {
    when: ({ message }) => /must be redeemed within/i.test(message),
    message: 'the SAML assertion is too old: AWS accepts it within five minutes of the sign-in',
    hint: "sign in again; if that does not help, check the identity provider's clock",
  },
  {
    when: ({ code, message }) =>
      code === 'InvalidIdentityToken' &&
      /SAML|^Response|AuthnResponse|^Issuer not present|^Specified provider/.test(message),
    message: ({ message }) => `AWS rejected the SAML assertion: ${message}`,
    hint: "the SAML provider in IAM must have the identity provider's current metadata for this application",
  },
  {
    when: ({ code }) => /^(InvalidIdentityToken|IDPRejectedClaim)/.test(code),
    message: ({ message }) => `AWS rejected the identity provider's token: ${message}`,
    hint: 'the identity provider in IAM must have the same issuer, and the client ID among its audiences',
  },
  {
    when: ({ code }) => /^IDPCommunicationError/.test(code),
    message: 'AWS could not reach the identity provider',
    hint: "AWS downloads the issuer's keys: check that its URL is reachable from the internet, then try again",
  },
  {
    when: ({ code }) => code === 'ExpiredTokenException',
    message: "the identity provider's token has expired",
    hint: 'sign in again, or check the program that writes the token file',
  },
  {
    when: ({ code }) => code === 'AccessDenied' || code === 'AccessDeniedException',
    message: ({ message }) => `AWS denied this: ${message.trim()}`,
    hint: denialHint,
  },
  {
    when: ({ code }) => /^ExpiredToken/.test(code),
    message: 'the credentials that sign this call have expired',
    hint:
      "renew the profile's source credentials, or get a new rolecall session with rolecall login --refresh; " +
      'to use the new session in this shell, run rolecall use or `eval "$(rolecall env …)"`',
  },
  {
    when: ({ code }) => code === 'InvalidClientTokenId' || code === 'UnrecognizedClientException',
    message: ({ accessKeyId = 'that signs this call' }) =>
      `AWS does not know the access key ${accessKeyId}`,
    hint: ({ accessKeyId = '' }) =>
      /["']/.test(accessKeyId)
        ? 'remove the quotes around the access key ID and the secret: they are part of the value, as in SDKs'
        : 'the key may have been deleted, deactivated or mistyped, or belong to another partition; ' +
          'opt-in regions reject session tokens issued by the global endpoint',
  },
  {
    when: ({ code }) => code === 'SignatureDoesNotMatch' || code === 'RequestExpired',
    message: 'AWS could not verify the signature of this call',
    hint: signatureHint,
  },
  {
    when: ({ code }) => /^RegionDisabled/.test(code),
    message: 'STS is not activated in this region for this account',
    hint: 'activate STS for this region in the IAM account settings, or choose another region with --region',
  },
  {
    when: ({ code }) => /Throttl|TooManyRequests|SlowDown/.test(code),
    message: 'AWS is throttling these calls',
    hint: 'wait a moment and try again, or start fewer processes at once; cached sessions need no call',
  },
  {
    when: ({ code }) => /^(MalformedPolicyDocument|PackedPolicyTooLarge)/.test(code),
    message: ({ message }) => `AWS rejected the session policy: ${message}`,
    hint: 'check --policy, --policy-arn and --tag: they must be valid and together small (2048 characters)',
  },
  {
    when: ({ code }) => code === 'ValidationError',
    message: ({ message }) => `AWS rejected the request as invalid: ${message}`,
    hint: 'check the value in the message, in the profile and in the flags',
  },
]
