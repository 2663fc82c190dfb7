import type { AwsFiles } from '../../aws-files/aws-files.js'
import type { Keys } from '../../aws-files/keys.js'
import { almostHeader } from '../../aws-files/unread-headers.js'
import { refuseControlCharacters, type Profile } from '../../aws-files/profile.js'
import { RolecallError } from '../../core/errors.js'
import type { SsoSource } from '../../core/source/sign-ins.js'
import type { ConfigInputs } from '../config-inputs.js'
import { customEndpoint, serviceEndpoint } from '../endpoints.js'
import { ssoKind } from './traits.js'

/**
 * A sign-in with IAM Identity Center. The start URL is in an `[sso-session]` section or, in the
 * legacy format, in the profile. A profile with only `sso_session` has a bearer token, not
 * credentials.
 * @param settings the profile that was asked for, whose endpoints are used
 * @returns undefined if the profile has no key of IAM Identity Center
 * @throws RolecallError 'config' if a key or the section is missing, or the two contradict
 */
export function parseSso(
  profile: Profile,
  settings: Profile | undefined,
  inputs: ConfigInputs,
): SsoSource | undefined {
  if (!usesIdentityCenter(profile)) return undefined
  const { name } = profile
  const session = profile.get('sso_session')
  const section = session === undefined ? undefined : inputs.files.section('sso-session', session)
  if (session !== undefined && !section) {
    const missing = `[sso-session ${session}]`
    const known = inputs.files.sectionNames('sso-session')
    throw new RolecallError('config', `profile ${name} names ${missing}, which does not exist`, {
      hint:
        almostHeader(inputs.files.config, 'sso-session', session) ??
        `add it to ${inputs.files.config.path}, with sso_start_url and sso_region`,
      misspelt: { name: session, known },
    })
  }
  if (session !== undefined && section) refuseContradiction(profile, session, section)
  const required = (key: string): string => {
    const value = section?.get(key)?.value ?? keyOf(profile, key)
    if (value !== undefined) {
      refuseControlCharacters(value, `${key} of profile ${name}`)
      return value
    }
    const what = `profile ${name} uses IAM Identity Center`
    const place = session === undefined ? `profile ${name}` : `[sso-session ${session}]`
    const owner = /start_url|region/.test(key) ? place : `profile ${name}`
    throw new RolecallError('config', `${what}, but ${key} is missing`, {
      hint: `add ${key} to ${owner} in ${inputs.files.config.path}`,
    })
  }
  const oidcEndpoint = customEndpoint('sso_oidc', settings, inputs)
  const source: SsoSource = {
    kind: 'sso',
    profile: name,
    startUrl: required('sso_start_url'),
    region: required('sso_region'),
    accountId: accountOf(required('sso_account_id'), name),
    roleName: required('sso_role_name'),
    ...(session === undefined ? {} : { session }),
    ...serviceEndpoint('sso', settings, inputs),
    ...(oidcEndpoint === undefined ? {} : { oidcEndpoint }),
  }
  return ssoKind.identify(source, inputs.files.evidence)
}

/** @throws RolecallError 'config' if it cannot be the number of an account */
function accountOf(number: string, profile: string): string {
  if (/^\d{12}$/.test(number)) return number
  const isShort = /^\d{9,11}$/.test(number)
  throw new RolecallError(
    'config',
    `sso_account_id of profile ${profile} does not have 12 digits`,
    {
      hint: `it is ${number}${isShort ? `; with its leading zeros: ${number.padStart(12, '0')}` : ''}`,
    },
  )
}

function usesIdentityCenter(profile: Profile): boolean {
  const keys = ['sso_account_id', 'sso_role_name', 'sso_start_url']
  return keys.some((key) => keyOf(profile, key))
}

/** A key of the SDKs or, with its prefix, of granted, which writes the same things. */
function keyOf(profile: Profile, key: string): string | undefined {
  return profile.get(key) ?? profile.get(`granted_${key}`)
}

/**
 * What is wrong with a profile that has some keys of IAM Identity Center, but not all. It is a note
 * if another source is complete, and an error if none is.
 * @returns undefined if all are there, or none, or the section does not exist, which is an error
 */
export function halfSignIn(profile: Profile, { section }: AwsFiles): string | undefined {
  if (!usesIdentityCenter(profile)) return undefined
  const session = profile.get('sso_session')
  const shared = session === undefined ? undefined : section('sso-session', session)
  if (session !== undefined && !shared) return undefined
  const required = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name']
  const missing = required.find((key) => !(shared?.get(key)?.value ?? keyOf(profile, key)))
  return missing && `profile ${profile.name} has no ${missing}, so IAM Identity Center is not used`
}

/**
 * Refuses a profile and a section that disagree on a key that both have: SDKs that do not refuse it
 * differ in which of the two they believe (docs/contracts.md §4.4).
 */
function refuseContradiction(profile: Profile, session: string, section: Keys): void {
  for (const [key, { value }] of section) {
    const own = key.startsWith('sso_') ? profile.get(key) : undefined
    if (own === undefined || own === value) continue
    refuseControlCharacters(value, `${key} of sso-session ${session}`)
    const places = `profile ${profile.name} has ${own}, [sso-session ${session}] has ${value}`
    throw new RolecallError('config', `two different values of ${key}: ${places}`, {
      hint: `remove ${key} from profile ${profile.name}`,
    })
  }
}
