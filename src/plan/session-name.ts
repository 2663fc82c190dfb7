import { envVar } from '../core/env.js'
import { flagOrProfile } from './setting.js'
import { checked } from './validate.js'
import type { Profile } from '../aws-files/profile.js'
import type { RoleContext } from './request.js'

/**
 * The name that CloudTrail shows: asked for, or else the login name, which a person recognises.
 * @throws RolecallError where STS would refuse what was asked for
 */
export function sessionName(profile: Profile, { flags, env, machine }: RoleContext): string {
  const asked = flagOrProfile(flags.sessionName, '--session-name', profile, 'role_session_name')
  if (asked) return checked('RoleSessionName', asked)
  const value = envVar(env, 'AWS_ROLE_SESSION_NAME')
  return value === undefined
    ? validSessionName(machine.userName)
    : checked('RoleSessionName', { value, from: 'AWS_ROLE_SESSION_NAME', code: 'config' })
}

/**
 * `Jürgen Köhler` becomes `Jurgen-Kohler`; a name without a single Latin letter or digit,
 * `rolecall`.
 */
function validSessionName(userName: string): string {
  const valid = userName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w+=,.@-]+/g, '-')
    .slice(0, 64)
  if (!/[A-Za-z0-9]/.test(valid)) return 'rolecall'
  return valid.length < 2 ? `user-${valid}` : valid
}
