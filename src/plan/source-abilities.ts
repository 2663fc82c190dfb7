import { RolecallError } from '../core/errors.js'
import type { Source } from '../core/source.js'
import { fromProfile } from './setting.js'
import { checked, type SourcedValue } from './validate.js'
import type { PlanRequest } from './request.js'
import type { ProfileChain } from './profile-chain.js'

/**
 * What the source can do, as far as can be told without asking it. `long-term` keys prove a code
 * and call GetSessionToken. A `session` is temporary, and a role assumed with it is chained. A
 * machine's role and what another tool's process answers are `unsure`: STS alone knows whether it
 * is chaining. A `token` signs nothing.
 */
export type SourceAbility = 'long-term' | 'session' | 'unsure' | 'token'

export function abilityOf(source: Source): SourceAbility {
  switch (source.kind) {
    case 'static':
    case 'environment':
      return source.temporary ? 'session' : 'long-term'
    case 'sso':
    case 'login':
      return 'session'
    case 'process':
      return source.longTerm ? 'long-term' : 'unsure'
    case 'ec2-instance-metadata':
    case 'ecs-container':
      return 'unsure'
    case 'web-identity-file':
    case 'web-identity-process':
    case 'github-actions':
    case 'oidc':
    case 'saml':
      return 'token'
  }
}

/** The flag's serial, or the first on the way from the profile that was asked for to the source. */
export function mfaSerial(request: PlanRequest, { chain }: ProfileChain): SourcedValue | undefined {
  if (request.mfaSerial !== undefined) {
    return { value: request.mfaSerial, from: '--mfa-serial', code: 'usage' }
  }
  const holder = chain.find((profile) => profile.get('mfa_serial') !== undefined)
  return holder && fromProfile(holder, 'mfa_serial')
}

/**
 * Only a user's long-term keys can prove a code. Another tool's process may give such keys, so for
 * a role it is tried, as every SDK does.
 */
export function canProveCode(route: ProfileChain): boolean {
  const isProcess = route.source.kind === 'process' && route.roles.length > 0
  return isProcess || abilityOf(route.source) === 'long-term'
}

/** @throws RolecallError for a security key: STS takes six digits and nothing else */
export function checkedSerial(serial: SourcedValue): string {
  const value = checked('SerialNumber', serial)
  if (!value.includes(':u2f/')) return value
  const { from, code } = serial
  throw new RolecallError(code, `${from} is a security key, and STS takes only TOTP codes`, {
    hint: 'register an authenticator app for the same user (up to eight devices) and name its ARN, …:mfa/NAME',
  })
}
