import { randomBytes } from 'node:crypto'
import type { AccessKey, Model, Role, User } from './model.js'
import { randomSeed } from './totp.js'

/** The accounts of {@link defaultModel}. */
export const ACCOUNTS = {
  home: '111111111111',
  work: '222222222222',
  audit: '333333333333',
} as const

const ALICE = `arn:aws:iam::${ACCOUNTS.home}:user/alice`
const HOME_ACCOUNT = `arn:aws:iam::${ACCOUNTS.home}:root`

/**
 * One person with an MFA device, a stranger whom nobody trusts, and a role of every temper. Secrets and seeds
 * are new each time, so that finding one in a file can mean only one thing.
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
  }
}

export function user(arn: string, withMfa: boolean): User {
  return {
    arn,
    userId: identifier('AIDA'),
    keys: [longTermKey()],
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

export function longTermKey(): AccessKey {
  return { accessKeyId: identifier('AKIA'), secretAccessKey: secret(), status: 'Active' }
}

/** @returns forty characters, as AWS's; with `+` and `/`, which careless escaping spoils */
export function secret(): string {
  return `+/${randomBytes(29).toString('base64').slice(0, 38)}`
}

/** @param prefix says what it identifies: AKIA, ASIA, AIDA, AROA */
export function identifier(prefix: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return prefix + [...randomBytes(16)].map((byte) => letters[byte % 32]).join('')
}
