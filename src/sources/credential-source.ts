import type { Profile } from '../aws-files/profile.js'
import { envVar } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { Source } from '../core/source.js'
import type { ConfigInputs } from './config-inputs.js'
import { hasMetadataService, parseInstanceMetadata } from './ec2-instance-metadata/parse.js'
import { parseContainer } from './ecs-container/parse.js'
import { halfKeyOfEnvironmentError, parseEnvironment } from './environment/parse.js'
import { CI_SOURCES, ciSystemOf } from './web-identity/ci-systems.js'
import { parseCiToken, parseWebIdentityFile } from './web-identity/parse.js'

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

/**
 * The source that `credential_source` names. Its values are case-sensitive, as in every SDK.
 * @param settings the profile that was asked for, whose endpoints are used
 * @returns undefined without the key
 * @throws RolecallError 'config' for an unknown value, or a source that is not there
 */
export function parseCredentialSource(
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
