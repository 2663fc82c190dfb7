import type { Profile } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import type { RolecallError } from '../../core/errors.js'
import type { PlanFallback } from '../../core/plan.js'
import type { Source } from '../../core/source.js'
import type { ConfigInputs } from '../../sources/config-inputs.js'
import {
  hasMetadataService,
  parseInstanceMetadata,
} from '../../sources/ec2-instance-metadata/parse.js'
import { containerOf } from '../../sources/ecs-container/parse.js'
import { parseCiTokenHere, parseWebIdentityFile } from '../../sources/web-identity/parse.js'

/** Credentials that no profile contains: the environment or the machine provides them. */
export interface MachineCredentials {
  source: Source
  /** A role that the environment names for the source. */
  roleArn?: string
  /** The error to report if the machine turns out to have no role. */
  fallback?: PlanFallback
}

/**
 * The web identity that a cluster gives to a pod: a token file and its role. Half of the pair is
 * ignored, as in the JavaScript SDK.
 * @returns undefined if there is none
 */
export function webIdentityOfEnvironment(
  settings: Profile,
  { env, files }: ConfigInputs,
): MachineCredentials | undefined {
  const roleArn = envVar(env, 'AWS_ROLE_ARN')
  const file = envVar(env, 'AWS_WEB_IDENTITY_TOKEN_FILE')
  if (roleArn === undefined || file === undefined) return undefined
  return { source: parseWebIdentityFile(settings.name, file, files), roleArn }
}

/**
 * An identity token without a role of its own: a token file, or the identity of a CI job. SDKs know
 * neither, so that it follows after everything that they know.
 * @param forRole whether the command line names a role to exchange the token for
 */
export function tokenOfEnvironment(
  settings: Profile,
  { env, files }: ConfigInputs,
  forRole: boolean,
): MachineCredentials | undefined {
  const roleArn = envVar(env, 'AWS_ROLE_ARN')
  if (roleArn === undefined && !forRole) return undefined
  const file = envVar(env, 'AWS_WEB_IDENTITY_TOKEN_FILE')
  const source = file ? parseWebIdentityFile(settings.name, file, files) : parseCiTokenHere(env)
  return source && { source, ...(roleArn ? { roleArn } : {}) }
}

/**
 * The role of the container, or else of the instance, which is asked when the plan is carried out:
 * the last resort of every SDK.
 * @param otherwise the error if the machine has none
 * @throws RolecallError `otherwise` if AWS_EC2_METADATA_DISABLED rules out an instance
 */
export function roleOfMachine(
  settings: Profile,
  { env, files }: ConfigInputs,
  otherwise: RolecallError,
): MachineCredentials {
  const container = containerOf(env, files.evidence)
  if (container) return { source: container }
  if (!hasMetadataService(env)) throw otherwise
  const { message, hint, command, profileKeys } = otherwise
  return {
    source: parseInstanceMetadata(settings, env),
    fallback: {
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(command === undefined ? {} : { command }),
      ...(profileKeys === undefined ? {} : { profileKeys }),
    },
  }
}

/** What is wrong with half a web identity, for a note, unless its token is used. */
export function halfWebIdentity(env: Env, { kind }: Source): string | undefined {
  const isHalf =
    envVar(env, 'AWS_WEB_IDENTITY_TOKEN_FILE') !== undefined &&
    envVar(env, 'AWS_ROLE_ARN') === undefined
  return isHalf && kind !== 'web-identity-file'
    ? 'AWS_WEB_IDENTITY_TOKEN_FILE is not used: AWS_ROLE_ARN is not set'
    : undefined
}
