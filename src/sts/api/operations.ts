import { ROLE_OPERATIONS } from './role-operations.js'
import type { StsOperation } from './operation.js'
import {
  durationMember,
  POLICY,
  POLICY_ARNS,
  SERIAL_NUMBER,
  TAGS,
  TOKEN_CODE,
  TOKEN_SIZE,
} from './members.js'

/** Every operation of the STS API 2011-06-15, in the order of the help. */
export const STS_OPERATIONS: readonly StsOperation[] = [
  ...ROLE_OPERATIONS,
  {
    api: 'DecodeAuthorizationMessage',
    summary: 'decode an authorization failure message as JSON (for a summary: rolecall decode)',
    signer: 'session',
    members: [
      {
        name: 'EncodedMessage',
        kind: 'text',
        shape: 'EncodedMessage',
        required: true,
        summary: 'the encoded message; - reads it from stdin',
      },
    ],
    example: '--encoded-message file://message.txt',
  },
  {
    api: 'GetAccessKeyInfo',
    summary: 'print the account that an access key belongs to',
    signer: 'session',
    offline: true,
    members: [
      {
        name: 'AccessKeyId',
        kind: 'text',
        shape: 'AccessKeyId',
        required: true,
        summary: 'the access key ID, which is not a secret',
      },
    ],
    example: '--access-key-id ASIAQNZGKIQY56JQ7WML',
  },
  {
    api: 'GetCallerIdentity',
    summary: 'print the identity of the credentials as JSON (for a summary: rolecall whoami)',
    signer: 'session',
    members: [],
    example: '--profile dev',
  },
  {
    api: 'GetDelegatedAccessToken',
    summary:
      'exchange a trade-in token, from a delegation that a customer approved, for credentials',
    signer: 'session',
    givesCredentials: true,
    members: [
      {
        name: 'TradeInToken',
        kind: 'secret',
        shape: 'TradeInToken',
        required: true,
        summary: 'the token: file://, env:NAME, or - for stdin',
      },
    ],
    example: '--trade-in-token file://token',
  },
  {
    api: 'GetFederationToken',
    summary: 'get credentials for a third party, limited by a session policy',
    signer: 'long-term',
    givesCredentials: true,
    members: [
      {
        name: 'Name',
        kind: 'text',
        shape: 'FederatedName',
        required: true,
        summary: 'name of the federated user, shown in CloudTrail',
      },
      POLICY,
      POLICY_ARNS,
      durationMember('GetFederationToken'),
      TAGS,
      TOKEN_SIZE,
    ],
    example: '--name supplier --policy file://read-only.json',
  },
  {
    api: 'GetSessionToken',
    summary: 'get temporary credentials for a long-term access key',
    signer: 'long-term',
    givesCredentials: true,
    members: [durationMember('GetSessionToken'), SERIAL_NUMBER, TOKEN_CODE, TOKEN_SIZE],
    example: '--serial-number arn:aws:iam::123456789012:mfa/alice',
  },
  {
    api: 'GetWebIdentityToken',
    summary: 'get a signed token that proves your AWS identity to another service',
    signer: 'session',
    regionalOnly: true,
    members: [
      {
        name: 'Audience',
        kind: 'texts',
        shape: 'Audience',
        max: 10,
        required: true,
        summary: 'intended recipients of the token, one or more',
      },
      durationMember('GetWebIdentityToken'),
      {
        name: 'SigningAlgorithm',
        kind: 'text',
        shape: 'SigningAlgorithm',
        required: true,
        summary: 'RS256 or ES384',
      },
      { ...TAGS, summary: 'tags for the token: Key=a,Value=b …, or JSON' },
    ],
    example: '--audience https://api.example.com --signing-algorithm ES384',
  },
]
