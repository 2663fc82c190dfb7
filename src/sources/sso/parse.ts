import type { AwsFiles } from '../../aws-files/aws-files.js'
import { refuseControlCharacters, type Profile } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { SsoSource } from '../../core/source.js'
import { ssoKind } from './traits.js'

/**
 * A sign-in with IAM Identity Center. The start URL is in an `[sso-session]` section or, in the
 * legacy format, in the profile. A profile with only `sso_session` has a bearer token, not
 * credentials.
 * @returns undefined if the profile has no key of IAM Identity Center
 * @throws RolecallError 'config' if a key or the section is missing
 */
export function parseSso(profile: Profile, files: AwsFiles, env: Env): SsoSource | undefined {
  const keys = ['sso_account_id', 'sso_role_name', 'sso_start_url']
  if (!keys.some((key) => profile.get(key))) return undefined
  const { name } = profile
  const session = profile.get('sso_session')
  const section = session === undefined ? undefined : files.section('sso-session', session)
  if (session !== undefined && !section) {
    const missing = `[sso-session ${session}]`
    throw new RolecallError('config', `profile ${name} names ${missing}, which does not exist`)
  }
  const required = (key: string): string => {
    const value = section?.get(key)?.value ?? profile.get(key)
    if (value !== undefined) {
      refuseControlCharacters(value, `${key} of profile ${name}`)
      return value
    }
    const what = `profile ${name} uses IAM Identity Center`
    throw new RolecallError('config', `${what}, but ${key} is missing`)
  }
  const endpoint = envVar(env, 'AWS_ENDPOINT_URL_SSO', 'AWS_ENDPOINT_URL')
  const source: SsoSource = {
    kind: 'sso',
    profile: name,
    startUrl: required('sso_start_url'),
    region: required('sso_region'),
    accountId: required('sso_account_id'),
    roleName: required('sso_role_name'),
    ...(session === undefined ? {} : { session }),
    ...(endpoint === undefined ? {} : { endpoint }),
  }
  return ssoKind.identify(source, files.evidence)
}
