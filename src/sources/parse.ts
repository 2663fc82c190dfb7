import type { Profile } from '../aws-files/profile.js'
import type { Source } from '../core/source.js'
import { parseCognito } from './cognito/parse.js'
import type { ConfigInputs } from './config-inputs.js'
import { parseLogin } from './login/parse.js'
import { parseOidc } from './oidc/parse.js'
import { parseProcess } from './process/parse.js'
import { parseRolesAnywhere } from './roles-anywhere/parse.js'
import { parseSaml } from './saml/parse.js'
import { halfSignIn, parseSso } from './sso/parse.js'
import { halfKeyOfProfile, parseStatic } from './static/parse.js'
import { parseStoredKey } from './stored-key/parse.js'
import { parseWebIdentity } from './web-identity/parse.js'
import { isOwnCredentialSource, parseCredentialSource } from './credential-source.js'

/**
 * The source that a profile contains, regardless of its role. If there are several, this order
 * decides.
 *
 * `credential_source` without a role counts only in a source profile, where it precedes sign-ins
 * and commands: so do most SDKs (docs/contracts.md §4.3).
 * @param settings the profile that was asked for, whose endpoints are used
 * @param isSource whether a role is assumed with the profile
 * @returns undefined if it contains none
 * @throws RolecallError 'config' if a source is incomplete
 */
export function parseSource(
  profile: Profile,
  settings: Profile | undefined,
  inputs: ConfigInputs,
  isSource: boolean,
): Source | undefined {
  const isHalf = halfSignIn(profile, inputs.files) !== undefined
  return (
    parseStoredKey(profile, inputs.files.evidence) ??
    parseStatic(profile) ??
    parsePool(profile, settings, inputs) ??
    (isSource ? parseCredentialSource(profile, settings, inputs) : undefined) ??
    (isHalf ? undefined : parseSso(profile, settings, inputs)) ??
    parseLogin(profile, settings, inputs) ??
    parseProcess(profile) ??
    parseIdentity(profile, settings, inputs) ??
    parseSso(profile, settings, inputs) ??
    // No SDK knows these values, so that none goes on to the machine's credentials.
    (isOwnCredentialSource(profile) ? parseCredentialSource(profile, settings, inputs) : undefined)
  )
}

/** Notes about sources of a profile of which only half is there, so that another one is used. */
export function halfSources(profile: Profile, used: Source, { files }: ConfigInputs): string[] {
  const hasRole = profile.get('role_arn') !== undefined
  const isTokenUnused =
    profile.get('web_identity_token_file') &&
    !hasRole &&
    !['web-identity-file', 'cognito'].includes(used.kind)
  return [
    halfKeyOfProfile(profile),
    halfSignIn(profile, files),
    isTokenUnused ? unusedWithoutRole('web_identity_token_file', profile) : undefined,
  ].filter((note) => note !== undefined)
}

/** The note for a key that only a role makes useful. */
export function unusedWithoutRole(key: string, { name }: Profile): string {
  return `${key} of profile ${name} is not used: role_arn is missing`
}

/** The source for the profile's role, if the role is not assumed with another profile. */
export function parseRoleSource(
  profile: Profile,
  settings: Profile | undefined,
  inputs: ConfigInputs,
): Source | undefined {
  return (
    parsePool(profile, settings, inputs) ??
    parseCredentialSource(profile, settings, inputs) ??
    parseIdentity(profile, settings, inputs)
  )
}

/** An identity pool, with the token of another source as its login. */
function parsePool(
  profile: Profile,
  settings: Profile | undefined,
  inputs: ConfigInputs,
): Source | undefined {
  return parseCognito(profile, settings, inputs, () =>
    profile.get('credential_source') === undefined
      ? (parseWebIdentity(profile, inputs) ?? parseOidc(profile, inputs.files.evidence))
      : parseCredentialSource(profile, settings, inputs),
  )
}

/** A token, an assertion or a certificate, which AWS exchanges for a role. */
function parseIdentity(
  profile: Profile,
  settings: Profile | undefined,
  inputs: ConfigInputs,
): Source | undefined {
  const { files } = inputs
  return (
    parseWebIdentity(profile, inputs) ??
    parseOidc(profile, files.evidence) ??
    parseSaml(profile, files.evidence) ??
    parseRolesAnywhere(profile, settings, inputs)
  )
}
