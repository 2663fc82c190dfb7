import { RolecallError } from '../../core/errors.js'
import type { Source } from '../../core/source.js'
import type { AwsFiles } from '../../aws-files/aws-files.js'
import { refuseControlCharacters, type Profile } from '../../aws-files/profile.js'

/**
 * IAM Identity Center, with its start URL in an `[sso-session]` section or, as of old, in the
 * profile. A profile with nothing but `sso_session` has a bearer token, not credentials.
 * @returns undefined where the profile does not speak of SSO
 * @throws RolecallError where a key is missing, or the session's section is
 */
export function ssoSource(profile: Profile, files: AwsFiles): Source | undefined {
  const speaks = ['sso_account_id', 'sso_role_name', 'sso_start_url'].some((key) =>
    profile.get(key),
  )
  if (!speaks) return undefined
  const { name } = profile
  const session = profile.get('sso_session')
  const section = session === undefined ? undefined : files.section('sso-session', session)
  if (session !== undefined && !section) {
    const missing = `[sso-session ${session}]`
    throw new RolecallError('config', `profile ${name} names ${missing}, which does not exist`)
  }
  const need = (key: string): string => {
    const value = section?.get(key)?.value ?? profile.get(key)
    if (value !== undefined) {
      refuseControlCharacters(value, `${key} of profile ${name}`)
      return value
    }
    throw new RolecallError('config', `profile ${name} signs in through SSO, but ${key} is missing`)
  }
  return {
    kind: 'sso',
    profile: profile.name,
    startUrl: need('sso_start_url'),
    region: need('sso_region'),
    accountId: need('sso_account_id'),
    roleName: need('sso_role_name'),
    ...(session === undefined ? {} : { session }),
  }
}
