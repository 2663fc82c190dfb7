import { partitionById, partitionOfRegion, type Partition } from '../core/arn.js'
import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { StsTarget } from '../core/plan.js'
import { refuseControlCharacters, type Profile } from '../aws-files/profile.js'
import type { ConfigInputs } from '../sources/parse.js'

/**
 * Where STS is asked. All steps of a plan go to one place, so that profiles share an MFA session.
 * The region is the first that the partition has of: the flag, AWS_REGION, AWS_DEFAULT_REGION, the
 * profiles' `region` in order of the chain; else the partition's default. `sts_regional_endpoints =
 * legacy` is passed over: the global endpoint's tokens are not valid in every region, and SDKs have
 * given up that default.
 * @param arn of the role, the MFA device, or the SAML provider: tells the partition
 * @throws RolecallError for a flag that is no region, and for an endpoint that cannot be
 */
export function resolveTarget(
  flagRegion: string | undefined,
  arn: string | undefined,
  chain: readonly Profile[],
  around: ConfigInputs,
): StsTarget {
  const { env } = around
  if (flagRegion !== undefined && !HOST_LABEL.test(flagRegion)) {
    throw new RolecallError('usage', `--region is not the name of a region: ${flagRegion}`, {
      hint: 'it looks like eu-west-1',
    })
  }
  const regions = [
    flagRegion,
    envVar(env, 'AWS_REGION'),
    envVar(env, 'AWS_DEFAULT_REGION'),
    ...chain.map((profile) => profile.get('region')),
  ].filter((region) => region !== undefined)
  const partition = partitionById(arn?.split(':')[1] ?? '')
  const endpoint = endpointOf(chain, around)
  const fips = switchedOn('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint', chain, around)
  const dualStack = switchedOn(
    'AWS_USE_DUALSTACK_ENDPOINT',
    'use_dualstack_endpoint',
    chain,
    around,
  )
  if (endpoint && (fips || dualStack)) {
    const what = fips ? 'a FIPS endpoint' : 'a dual-stack endpoint'
    throw new RolecallError('config', `${what} and a custom endpoint exclude each other`, {
      hint: `the custom endpoint is ${endpoint}`,
    })
  }
  return {
    region: regionIn(partition, regions),
    ...(endpoint ? { endpoint } : {}),
    ...(fips ? { fips } : {}),
    ...(dualStack ? { dualStack } : {}),
  }
}

/** PEM file to trust, of the variable or of the first profile that names one. */
export function caBundleOf(chain: readonly Profile[], env: Env): string | undefined {
  return (
    envVar(env, 'AWS_CA_BUNDLE') ?? chain.map((profile) => profile.get('ca_bundle')).find(Boolean)
  )
}

/** The region to export beside the credentials: what is closest to the profile comes first. */
export function exportedRegion(
  flagRegion: string | undefined,
  chain: readonly Profile[],
  { env }: ConfigInputs,
): string | undefined {
  const ofProfile = chain.map((profile) => profile.get('region')).find((region) => region)
  const region = flagRegion ?? ofProfile ?? envVar(env, 'AWS_REGION', 'AWS_DEFAULT_REGION')
  if (region !== undefined) refuseControlCharacters(region, 'the region')
  return region
}

/** A region becomes part of a host name: anything else never gets into one. */
const HOST_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i

function regionIn(partition: Partition | undefined, regions: readonly string[]): string {
  const usable = regions.filter((region) => HOST_LABEL.test(region))
  if (!partition) return usable[0] ?? partitionOfRegion('').defaultRegion
  return usable.find((region) => partitionOfRegion(region) === partition) ?? partition.defaultRegion
}

/**
 * AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, then, profile by profile, the `services` section and
 * `endpoint_url`.
 */
function endpointOf(chain: readonly Profile[], around: ConfigInputs): string | undefined {
  const ignored = 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'
  if (switchedOn(ignored, 'ignore_configured_endpoint_urls', chain, around)) return undefined
  const { env, files } = around
  const configured = chain.flatMap((profile) => [
    files.section('services', profile.get('services') ?? '')?.get('sts.endpoint_url')?.value,
    profile.get('endpoint_url'),
  ])
  const endpoint = [envVar(env, 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'), ...configured].find(
    (url) => url !== undefined,
  )
  if (endpoint === undefined) return undefined
  // What stands in front of an @ is a secret, and STS asks for none: it would only be shown in messages.
  const shown = endpoint.replace(/.*@/s, '…@')
  if (shown !== endpoint) {
    throw new RolecallError('config', `the endpoint holds a user name: ${shown}`, {
      hint: 'requests to STS are signed: name the host alone',
    })
  }
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint
  throw new RolecallError('config', `the endpoint is no http or https URL: ${endpoint}`)
}

function switchedOn(
  variable: string,
  key: string,
  chain: readonly Profile[],
  { env }: ConfigInputs,
): boolean {
  const value = envVar(env, variable) ?? chain.map((profile) => profile.get(key)).find(Boolean)
  return value?.toLowerCase() === 'true'
}
