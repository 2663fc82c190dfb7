import type { Profile } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { Evidence } from '../../core/state/evidence.js'
import { sha256 } from '../../core/digest/sha256.js'
import type { ContainerSource } from '../../core/source/machine.js'
import { containerKind } from './traits.js'

/**
 * The credentials endpoint of this container.
 * @throws RolecallError 'config' if the environment names none
 */
export function parseContainer(profile: Profile, env: Env, evidence: Evidence): ContainerSource {
  const source = containerOf(env, evidence)
  if (source) return source
  const where = `credential_source of profile ${profile.name} is EcsContainer`
  throw new RolecallError('config', `${where}, but this is not a container with a role`, {
    hint: 'neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set',
  })
}

/**
 * The credentials endpoint that the environment names. The relative URI takes precedence over the
 * full one (docs/contracts.md §2.1).
 * @returns undefined outside a container with a role
 */
export function containerOf(env: Env, evidence: Evidence): ContainerSource | undefined {
  const relative = envVar(env, 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI')
  const uri = relative
    ? `http://169.254.170.2${relative}`
    : envVar(env, 'AWS_CONTAINER_CREDENTIALS_FULL_URI')
  if (!uri) return undefined
  return containerKind.identify({ kind: 'ecs-container', uri, ...tokenIn(env) }, evidence)
}

/** The file wins over the variable, as in every SDK. */
function tokenIn(env: Env): Pick<ContainerSource, 'tokenFile' | 'tokenHash'> {
  const tokenFile = envVar(env, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE')
  if (tokenFile !== undefined) return { tokenFile }
  const token = envVar(env, 'AWS_CONTAINER_AUTHORIZATION_TOKEN')
  return token === undefined ? {} : { tokenHash: sha256(token) }
}
