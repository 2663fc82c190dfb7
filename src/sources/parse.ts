import type { Profile } from '../aws-files/profile.js'
import { envVar } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { Source } from '../core/source.js'
import { parseCognito } from './cognito/parse.js'
import type { ConfigInputs } from './config-inputs.js'
import { hasMetadataService, parseInstanceMetadata } from './ec2-instance-metadata/parse.js'
import { parseContainer } from './ecs-container/parse.js'
import { halfKeyOfEnvironmentError, parseEnvironment } from './environment/parse.js'
import { parseLogin } from './login/parse.js'
import { parseOidc } from './oidc/parse.js'
import { parseProcess } from './process/parse.js'
import { parseRolesAnywhere } from './roles-anywhere/parse.js'
import { parseSaml } from './saml/parse.js'
import { halfSignIn, parseSso } from './sso/parse.js'
import { halfKeyOfProfile, parseStatic } from './static/parse.js'
import { parseStoredKey } from './stored-key/parse.js'
import { CI_SOURCES, ciSystemOf } from './web-identity/ci-systems.js'
import { parseCiToken, parseWebIdentity, parseWebIdentityFile } from './web-identity/parse.js'

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

/** True if the source is one that `credential_source` names, in the way that SDKs read it. */
export function isOfCredentialSource({ kind }: Source): boolean {
  return ['environment', 'ec2-instance-metadata', 'ecs-container', 'github-actions'].includes(kind)
}

/** The web identity of the environment: the token file, and its role if there is one. */
export const WEB_IDENTITY = 'WebIdentity'

/** True if the profile has a value of `credential_source` that only rolecall knows. */
export function isOwnCredentialSource(profile: Profile): boolean {
  return [...CI_SOURCES, WEB_IDENTITY].includes(profile.get('credential_source') ?? '')
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

/** Values of `credential_source` are case-sensitive, as in every SDK. */
function parseCredentialSource(
  profile: Profile,
  settings: Profile | undefined,
  { env, files }: ConfigInputs,
): Source | undefined {
  const name = profile.get('credential_source')
  const where = `credential_source of profile ${profile.name} is ${name}`
  switch (name) {
    case undefined:
      return undefined
    case 'Environment': {
      const source = parseEnvironment(env)
      if (source) return source
      const reason = `${where}, but AWS_ACCESS_KEY_ID is not set`
      throw halfKeyOfEnvironmentError(env) ?? new RolecallError('config', reason)
    }
    case 'Ec2InstanceMetadata':
      if (hasMetadataService(env)) return parseInstanceMetadata(settings, env)
      throw new RolecallError('config', `${where}, but AWS_EC2_METADATA_DISABLED is true`, {
        hint: 'unset AWS_EC2_METADATA_DISABLED to use the role of this instance',
      })
    case 'EcsContainer':
      return parseContainer(profile, env, files.evidence)
    case WEB_IDENTITY: {
      const file = envVar(env, 'AWS_WEB_IDENTITY_TOKEN_FILE')
      if (file) return parseWebIdentityFile(profile.name, file, files)
      const reason = `${where}, but AWS_WEB_IDENTITY_TOKEN_FILE is not set`
      const hint = 'a cluster sets it for a pod with a service account'
      throw new RolecallError('config', reason, { hint })
    }
    default: {
      const system = ciSystemOf(name)
      if (!system) {
        const known = ['Environment', 'Ec2InstanceMetadata', 'EcsContainer', ...CI_SOURCES]
        throw new RolecallError('config', `unknown credential_source: ${name}`, {
          hint: `use one of ${[...known, WEB_IDENTITY].join(', ')}, in exactly this spelling`,
        })
      }
      const source = parseCiToken(system, env, profile.name)
      if (source) return source
      throw new RolecallError('config', `${where}, but this is not a job that can get a token`, {
        hint: `the job must run in ${system.name} and ${system.needs}`,
      })
    }
  }
}
