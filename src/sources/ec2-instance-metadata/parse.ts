import type { Profile } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { InstanceMetadataSource } from '../../core/source/machine.js'

/**
 * The metadata service of this instance, at the endpoint that the environment or profile names.
 * @param settings the profile that was asked for
 * @throws RolecallError 'config' for an unknown endpoint mode, as in every SDK
 */
export function parseInstanceMetadata(
  settings: Profile | undefined,
  env: Env,
): InstanceMetadataSource {
  const configured =
    envVar(env, 'AWS_EC2_METADATA_SERVICE_ENDPOINT') ??
    settings?.get('ec2_metadata_service_endpoint')
  const mode = endpointMode(settings, env)
  const endpoint = configured ?? (mode === 'ipv6' ? 'http://[fd00:ec2::254]' : undefined)
  return { kind: 'ec2-instance-metadata', ...(endpoint ? { endpoint } : {}) }
}

/** False if the environment switches the metadata service off, for every SDK. */
export function hasMetadataService(env: Env): boolean {
  return envVar(env, 'AWS_EC2_METADATA_DISABLED')?.toLowerCase() !== 'true'
}

function endpointMode(settings: Profile | undefined, env: Env): 'ipv4' | 'ipv6' {
  const variable = 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'
  const key = 'ec2_metadata_service_endpoint_mode'
  const ofEnvironment = envVar(env, variable)
  const value = ofEnvironment ?? settings?.get(key) ?? 'IPv4'
  const mode = value.toLowerCase()
  if (mode === 'ipv4' || mode === 'ipv6') return mode
  const where = ofEnvironment ? variable : `${key} of profile ${settings?.name}`
  throw new RolecallError('config', `${where} is neither IPv4 nor IPv6: ${value}`)
}
