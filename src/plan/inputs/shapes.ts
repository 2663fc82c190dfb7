/** Which strings STS accepts for a parameter. */
export interface StringShape {
  min: number
  max: number
  /** Absent for values with only a length limit: an error must not quote a secret. */
  allowed?: RegExp
  /** Completes "it ..." in the hint. */
  rule?: string
}

const NAME_RULE = 'may contain ASCII letters, digits and _+=,.@-'
const TAG_RULE = 'may contain letters, digits, spaces and _.:/=+-@'
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * The values that STS accepts (docs/contracts.md §6). They are checked before the call, so a typo
 * costs the user no MFA code.
 */
export const SHAPES = {
  Arn: {
    min: 20,
    max: 2048,
    allowed: /^arn:[\u0020-\uFFFD]*$/,
    rule: 'must be an ARN, such as arn:aws:iam::123456789012:role/NAME',
  },
  RoleSessionName: { min: 2, max: 64, allowed: /^[\w+=,.@-]*$/, rule: NAME_RULE },
  ExternalId: {
    min: 2,
    max: 1224,
    allowed: /^[\w+=,.@:/-]*$/,
    rule: 'may contain ASCII letters, digits and _+=,.@:/-',
  },
  SerialNumber: {
    min: 9,
    max: 256,
    allowed: /^[\w+=/:,.@-]*$/,
    rule: 'must be a serial number or an ARN, such as arn:aws:iam::123456789012:mfa/NAME',
  },
  SourceIdentity: {
    min: 2,
    max: 64,
    allowed: /^(?!aws:)[\w+=,.@-]*$/i,
    rule: `${NAME_RULE}, and must not start with aws:`,
  },
  Policy: {
    min: 1,
    max: 2048,
    allowed: /^[\t\n\r\u0020-\u00FF]*$/,
    rule: 'may contain printable characters up to U+00FF, tabs and line ends',
  },
  PolicyArn: {
    min: 20,
    max: 2048,
    allowed: /^arn:[a-z][a-z0-9-]*:iam::(aws|\d{12}):policy\/\S+$/,
    rule: 'must be the ARN of a policy, such as arn:aws:iam::aws:policy/ReadOnlyAccess',
  },
  AccessKeyId: { min: 16, max: 128, allowed: /^\w*$/, rule: 'may contain letters and digits' },
  Audience: { min: 1, max: 1000 },
  ContextAssertion: { min: 4, max: 2048 },
  EncodedMessage: { min: 1, max: 10_240 },
  FederatedName: { min: 2, max: 32, allowed: /^[\w+=,.@-]*$/, rule: NAME_RULE },
  ProviderId: { min: 4, max: 2048 },
  SAMLAssertion: { min: 4, max: 100_000 },
  SigningAlgorithm: {
    min: 5,
    max: 5,
    allowed: /^(RS256|ES384)$/,
    rule: 'must be RS256 or ES384',
  },
  TargetPrincipal: {
    min: 12,
    max: 2048,
    allowed: /^(\d{12}|arn:.*)$/,
    rule: 'must be an account ID of 12 digits or an ARN',
  },
  TokenCode: { min: 6, max: 6, allowed: /^\d*$/, rule: 'may contain digits only' },
  TradeInToken: { min: 1, max: Infinity },
  WebIdentityToken: { min: 4, max: 20_000 },
  TagKey: { min: 1, max: 128, allowed: TAG_CHARACTERS, rule: TAG_RULE },
  TagValue: { min: 0, max: 256, allowed: TAG_CHARACTERS, rule: TAG_RULE },
} satisfies Record<string, StringShape>

/** The name of an STS input whose form is checked before a call. */
export type Shape = keyof typeof SHAPES
