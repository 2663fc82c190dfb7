import type { Profile } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { ContainerSource } from '../../core/source.js'

/**
 * The credentials endpoint of this container.
 * @throws RolecallError 'config' if the environment names none
 */
export function parseContainer(profile: Profile, env: Env): ContainerSource {
  const uri = containerUri(env)
  if (uri) return { kind: 'ecs-container', uri }
  const where = `credential_source of profile ${profile.name} is EcsContainer`
  throw new RolecallError('config', `${where}, but this is not a container with a role`, {
    hint: 'neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set',
  })
}

/**
 * The URL of the endpoint. The relative URI takes precedence over the full one
 * (docs/contracts.md §2.1).
 * @returns undefined outside a container with a role
 */
export function containerUri(env: Env): string | undefined {
  const relative = envVar(env, 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI')
  return relative
    ? `http://169.254.170.2${relative}`
    : envVar(env, 'AWS_CONTAINER_CREDENTIALS_FULL_URI')
}
