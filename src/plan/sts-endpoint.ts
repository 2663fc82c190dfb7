import { partitionById, partitionOfRegion, type Partition } from '../core/arn.js'
import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { StsTarget } from '../core/plan.js'
import { refuseControlCharacters, type Profile } from '../aws-files/profile.js'
import type { ConfigInputs } from '../sources/config-inputs.js'

/**
 * The region and endpoint of STS for all steps of a plan, so that profiles share an MFA session.
 *
 * The region is the first of these that is in the partition: the flag, AWS_REGION,
 * AWS_DEFAULT_REGION, `region` of the profiles in the order of the chain. By default it is the
 * partition's default region.
 *
 * `sts_regional_endpoints = legacy` is ignored: the tokens of the global endpoint are not valid in
 * every region, and SDKs no longer use it by default.
 * @param arn of the role, the MFA device, or the SAML provider: its partition is used
 * @throws RolecallError 'usage' for a malformed region; 'config' for an invalid endpoint
 */
export function resolveTarget(
  flagRegion: string | undefined,
  arn: string | undefined,
  chain: readonly Profile[],
  inputs: ConfigInputs,
): StsTarget {
  const { env } = inputs
  if (flagRegion !== undefined && !HOST_LABEL.test(flagRegion)) {
    throw new RolecallError('usage', `--region is not the name of a region: ${flagRegion}`, {
      hint: 'it looks like eu-west-1',
    })
  }
  const regions = namedRegions(flagRegion, chain, env)
  const partition = partitionById(arn?.split(':')[1] ?? '')
  const endpoint = endpointOf(chain, inputs)
  const fips = isEnabled('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint', chain, inputs)
  const dualStack = isEnabled('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint', chain, inputs)
  if (endpoint && (fips || dualStack)) {
    const what = fips ? 'a FIPS endpoint' : 'a dual-stack endpoint'
    throw new RolecallError('config', `${what} cannot be combined with a custom endpoint`, {
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

/** Path of the PEM file to trust: AWS_CA_BUNDLE, or `ca_bundle` of the first profile with one. */
export function caBundleOf(chain: readonly Profile[], env: Env): string | undefined {
  return (
    envVar(env, 'AWS_CA_BUNDLE') ?? chain.map((profile) => profile.get('ca_bundle')).find(Boolean)
  )
}

/**
 * The region to export with the credentials: the one that STS is called in, if the user names any.
 * As in the SDKs, a variable of the user wins over the profile (docs/regions.md). The flag is
 * exported as it is, even if the partition of the role lacks that region.
 * @param stsRegion of {@link resolveTarget}
 */
export function exportedRegion(
  flagRegion: string | undefined,
  stsRegion: string,
  chain: readonly Profile[],
  { env }: ConfigInputs,
): string | undefined {
  const [named] = namedRegions(flagRegion, chain, env)
  const isFree = flagRegion === undefined && HOST_LABEL.test(named ?? '')
  const region = isFree ? stsRegion : named
  if (region !== undefined) refuseControlCharacters(region, 'the region')
  return region
}

/** The regions that the flag, the environment and the chain name, in their order of precedence. */
function namedRegions(flag: string | undefined, chain: readonly Profile[], env: Env): string[] {
  return [
    flag,
    envVar(env, 'AWS_REGION'),
    envVar(env, 'AWS_DEFAULT_REGION'),
    ...chain.map((profile) => profile.get('region')),
  ].filter((region) => region !== undefined)
}

/** A region becomes part of a host name, so that nothing but a host label is accepted. */
const HOST_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i

function regionIn(partition: Partition | undefined, regions: readonly string[]): string {
  const usable = regions.filter((region) => HOST_LABEL.test(region))
  if (!partition) return usable[0] ?? partitionOfRegion('').defaultRegion
  return usable.find((region) => partitionOfRegion(region) === partition) ?? partition.defaultRegion
}

/**
 * The custom endpoint: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, or that of the first profile with
 * one, in its `services` section or its `endpoint_url`.
 */
function endpointOf(chain: readonly Profile[], inputs: ConfigInputs): string | undefined {
  const ignored = 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'
  if (isEnabled(ignored, 'ignore_configured_endpoint_urls', chain, inputs)) return undefined
  const { env, files } = inputs
  const configured = chain.flatMap((profile) => [
    files.section('services', profile.get('services') ?? '')?.get('sts.endpoint_url')?.value,
    profile.get('endpoint_url'),
  ])
  const endpoint = [envVar(env, 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'), ...configured].find(
    (url) => url !== undefined,
  )
  if (endpoint === undefined) return undefined
  // Text before an @ is a password, which STS does not need, and which messages must not show.
  const shown = endpoint.replace(/.*@/s, '…@')
  if (shown !== endpoint) {
    throw new RolecallError('config', `the endpoint contains a user name: ${shown}`, {
      hint: 'remove it: requests to STS are signed',
    })
  }
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint
  throw new RolecallError('config', `the endpoint is not an http or https URL: ${endpoint}`)
}

function isEnabled(
  variable: string,
  key: string,
  chain: readonly Profile[],
  { env }: ConfigInputs,
): boolean {
  const value = envVar(env, variable) ?? chain.map((profile) => profile.get(key)).find(Boolean)
  return value?.toLowerCase() === 'true'
}
