import type { JsonWebKey } from 'node:crypto'
import type { PolicyDocument } from '../iam-policy.js'

/** All accounts as plain data. Tests may edit it while the server runs; every request reads it. */
export interface Model {
  users: User[]
  roles: Role[]
  /** Regions for which STS responds with RegionDisabledException. */
  disabledRegions: string[]
  oidcProviders: OidcProvider[]
  samlProviders: SamlProvider[]
  organization: { managementAccount: string; memberAccounts: string[] }
  tradeInTokens: TradeInToken[]
  /** Virtual MFA devices that were created and that no user has. */
  unassignedMfaDevices: MfaDevice[]
}

/** An OpenID Connect provider that an account has registered. Roles trust its ARN. */
export interface OidcProvider {
  /** `arn:aws:iam::222222222222:oidc-provider/HOST` */
  arn: string
  issuer: string
  audiences: string[]
  /** Public keys, which a real STS fetches from the issuer. */
  keys: JsonWebKey[]
}

/** A SAML provider that an account has registered. Roles trust its ARN. */
export interface SamlProvider {
  /** `arn:aws:iam::222222222222:saml-provider/NAME` */
  arn: string
  /** Entity ID of the identity provider. */
  issuer: string
  /** PEM. */
  certificate: string
}

export interface TradeInToken {
  token: string
  roleArn: string
  /** Milliseconds since 1970. */
  expiration: number
}

/** An access key, long-term or issued by this server. */
export interface AccessKey {
  accessKeyId: string
  secretAccessKey: string
  status: 'Active' | 'Inactive'
  /** Milliseconds since 1970; of long-term keys only. */
  created?: number
  lastUsed?: number
  /*
   * Eventual consistency: how many more requests do not see the last change. It is counted in
   * requests, so that a test does not depend on a clock.
   */
  /** Signed with a new key: refused. */
  unknownFor?: number
  /** Lists: without a new key. */
  unlistedFor?: number
  /** Signed with a key that was deactivated: accepted. */
  activeFor?: number
}

export interface MfaDevice {
  serial: string
  /** Base32, as in the QR code. */
  seed: string
  /** When a user got it, milliseconds since 1970; undefined in the default model. */
  enabled?: number
}

export interface User {
  arn: string
  userId: string
  keys: AccessKey[]
  mfaDevices: MfaDevice[]
  /** Keys that were deleted, and that lists and the limit of two still count for some requests. */
  ghosts?: { key: AccessKey; listedFor: number }[]
}

/** A role together with the conditions of its trust policy. */
export interface Role {
  arn: string
  roleId: string
  /**
   * ARNs of users, roles, assumed-role sessions and identity providers.
   * `arn:aws:iam::111111111111:root` is every principal of an account.
   */
  trusts: string[]
  externalId?: string
  /** True if MFA is required. */
  mfa?: boolean
  /** Maximum of `aws:MultiFactorAuthAge`, seconds. */
  mfaMaxAge?: number
  allowsTagSession?: boolean
  allowsSourceIdentity?: boolean
  /** Seconds, 3600 to 43200. */
  maxSessionDuration: number
  /** Inline policies by name: JSON text. They apply to every session, old and new. */
  inline?: Record<string, string>
  /** Policies that are attached, and do not count towards the quota of the inline ones. */
  attached?: PolicyDocument[]
}

/** The identity of a caller. `instance` marks the session of an EC2 instance role. */
export type Principal =
  | { kind: 'user'; user: User }
  | { kind: 'session-token'; user: User }
  | { kind: 'federated'; user: User; name: string }
  | { kind: 'role'; role: Role; sessionName: string; instance: boolean }

/** Credentials that this server issued. */
export interface Session extends AccessKey {
  sessionToken: string
  principal: Principal
  /** Milliseconds since 1970 by the server's clock. */
  issuedAt: number
  /** Milliseconds since 1970 by the server's clock. */
  expiration: number
  /** Time of the MFA code, milliseconds since 1970; undefined without MFA and for roles. */
  mfaAt?: number
  sourceIdentity?: string
  transitiveTagKeys: string[]
  /** The policies of the call that issued it; absent if it had none. */
  policies?: PolicyDocument[]
  /** True if temporary credentials assumed the role. */
  isChained?: boolean
}

export interface Identity {
  arn: string
  account: string
  userId: string
}

/** The principal's identity as GetCallerIdentity returns it. */
export function identityOf(principal: Principal): Identity {
  if (principal.kind === 'role') {
    const { partition, account, name } = partsOf(principal.role.arn)
    return {
      arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${principal.sessionName}`,
      account,
      userId: `${principal.role.roleId}:${principal.sessionName}`,
    }
  }
  const { arn, userId } = principal.user
  const { partition, account } = partsOf(arn)
  if (principal.kind !== 'federated') return { arn, account, userId }
  return {
    arn: `arn:${partition}:sts::${account}:federated-user/${principal.name}`,
    account,
    userId: `${account}:${principal.name}`,
  }
}

/** Parses the partition, the account and the last path segment of an IAM ARN. */
export function partsOf(arn: string): { partition: string; account: string; name: string } {
  const [, partition = '', , , account = '', resource = ''] = arn.split(':')
  return { partition, account, name: resource.split('/').at(-1) ?? '' }
}
