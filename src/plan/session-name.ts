import type { Profile } from '../aws-files/profile.js'
import { envVar } from '../core/env.js'
import type { RoleSettings } from './request.js'
import { flagOrProfile } from './sourced-value.js'
import { checked } from './validate.js'

/**
 * The role session name, which CloudTrail shows: the requested one, or the login name.
 * @throws RolecallError if STS would reject the requested name
 */
export function sessionName(profile: Profile, { flags, inputs }: RoleSettings): string {
  const requested = flagOrProfile(flags.sessionName, '--session-name', profile, 'role_session_name')
  if (requested) return checked('RoleSessionName', requested)
  const value = envVar(inputs.env, 'AWS_ROLE_SESSION_NAME')
  return value === undefined
    ? toSessionName(inputs.userName)
    : checked('RoleSessionName', { value, from: 'AWS_ROLE_SESSION_NAME', code: 'config' })
}

/** `Jürgen Köhler` becomes `Jurgen-Kohler`. Without Latin letters and digits it is `rolecall`. */
function toSessionName(userName: string): string {
  const name = userName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w+=,.@-]+/g, '-')
    .slice(0, 64)
  if (!/[A-Za-z0-9]/.test(name)) return 'rolecall'
  return name.length < 2 ? `user-${name}` : name
}
