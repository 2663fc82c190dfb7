import type { Profile } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import type { InstanceMetadataSource } from '../../core/source.js'

/** The metadata service of this instance, at the endpoint that the environment or profile names. */
export function parseInstanceMetadata(profile: Profile, env: Env): InstanceMetadataSource {
  const configured =
    envVar(env, 'AWS_EC2_METADATA_SERVICE_ENDPOINT') ?? profile.get('ec2_metadata_service_endpoint')
  const mode =
    envVar(env, 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE') ??
    profile.get('ec2_metadata_service_endpoint_mode')
  const isIpv6 = mode?.toLowerCase() === 'ipv6'
  const endpoint = configured ?? (isIpv6 ? 'http://[fd00:ec2::254]' : undefined)
  return { kind: 'ec2-instance-metadata', ...(endpoint ? { endpoint } : {}) }
}
