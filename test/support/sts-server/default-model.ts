import { randomBytes } from 'node:crypto'
import { partsOf, type AccessKey, type Model, type Role, type User } from './model.js'
import { randomSeed } from './totp.js'

/** The accounts of {@link defaultModel}. */
const ACCOUNTS = {
  home: '111111111111',
  work: '222222222222',
  audit: '333333333333',
} as const

const ALICE = `arn:aws:iam::${ACCOUNTS.home}:user/alice`
const HOME_ACCOUNT = `arn:aws:iam::${ACCOUNTS.home}:root`

/**
 * A model with a user who has an MFA device (alice), a user whom no role trusts (mallory), and a
 * role for each kind of trust policy. Secrets and seeds are random: a match in a file is a leak.
 */
export function defaultModel(): Model {
  return {
    users: [user(ALICE, true), user('arn:aws:iam::999999999999:user/mallory', false)],
    roles: [
      role(ACCOUNTS.work, 'dev', { trusts: [HOME_ACCOUNT], mfa: true }),
      role(ACCOUNTS.work, 'admin', { trusts: [HOME_ACCOUNT], mfa: true }),
      role(ACCOUNTS.work, 'deploy', { trusts: [ALICE], externalId: 'rolecall:ext/42' }),
      role(ACCOUNTS.work, 'nomfa', {
        trusts: [ALICE],
        allowsTagSession: true,
        allowsSourceIdentity: true,
      }),
      role(ACCOUNTS.work, 'long', { trusts: [ALICE], mfa: true, maxSessionDuration: 43_200 }),
      role(ACCOUNTS.work, 'batch', {
        trusts: [ALICE, `arn:aws:iam::${ACCOUNTS.home}:role/instance`],
        maxSessionDuration: 43_200,
      }),
      role(ACCOUNTS.work, 'young', { trusts: [ALICE], mfa: true, mfaMaxAge: 900 }),
      role(ACCOUNTS.work, 'break-glass', { trusts: [] }),
      role(ACCOUNTS.audit, 'audit', {
        trusts: [
          `arn:aws:iam::${ACCOUNTS.work}:role/dev`,
          `arn:aws:iam::${ACCOUNTS.work}:role/nomfa`,
        ],
        maxSessionDuration: 43_200,
      }),
      role(ACCOUNTS.home, 'instance', { trusts: [], maxSessionDuration: 43_200 }),
    ],
    disabledRegions: [],
    samlProviders: [],
    oidcProviders: [],
    organization: { managementAccount: ACCOUNTS.home, memberAccounts: [ACCOUNTS.work] },
    tradeInTokens: [],
    unassignedMfaDevices: [],
  }
}

export function user(arn: string, withMfa: boolean): User {
  return {
    arn,
    userId: identifier('AIDA'),
    keys: [longTermKey(partsOf(arn).account)],
    mfaDevices: withMfa ? [{ serial: arn.replace(':user/', ':mfa/'), seed: randomSeed() }] : [],
  }
}

export function role(
  account: string,
  name: string,
  conditions: Partial<Role> & Pick<Role, 'trusts'>,
): Role {
  const arn = `arn:aws:iam::${account}:role/${name}`
  return { arn, roleId: identifier('AROA'), maxSessionDuration: 3600, ...conditions }
}

export function longTermKey(account: string = ACCOUNTS.home): AccessKey {
  return { accessKeyId: accessKeyId('AKIA', account), secretAccessKey: secret(), status: 'Active' }
}

/** @returns 40 characters as AWS uses them, including `+` and `/`, which need escaping in URLs */
export function secret(): string {
  return `+/${randomBytes(29).toString('base64').slice(0, 38)}`
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** @param prefix type of the resource: AIDA for users, AROA for roles */
function identifier(prefix: string): string {
  return prefix + [...randomBytes(16)].map((byte) => BASE32[byte % 32]).join('')
}

/**
 * Creates an access key ID in AWS's format since 2019: after the prefix, one set bit and 40 bits
 * for the account.
 * @param prefix AKIA for long-term keys, ASIA for sessions
 */
export function accessKeyId(prefix: string, account: string): string {
  const bits = (2n ** 40n + BigInt(account)) << 4n
  const digits = Array.from({ length: 9 }, (_, index) => (bits >> BigInt(40 - 5 * index)) & 31n)
  return identifier(prefix + digits.map((digit) => BASE32[Number(digit)]).join('')).slice(0, 20)
}
