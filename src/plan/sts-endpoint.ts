import { partitionById, partitionOfRegion, type Partition } from '../core/arn.js'
import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { StsTarget } from '../core/step.js'
import { refuseControlCharacters, type Profile } from '../aws-files/profile.js'
import type { ProfileChain } from './chain/follow-chain.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import { serviceEndpoint } from '../sources/endpoints.js'

/**
 * The region and endpoint of STS for all steps of a plan, so that profiles share an MFA session.
 *
 * The region is the first of these that is in the partition: the flag, AWS_REGION,
 * AWS_DEFAULT_REGION, `region` of the profiles in the order of the chain. By default it is the
 * partition's default region. The endpoint is never that of a source profile.
 *
 * `sts_regional_endpoints = legacy` is ignored: the tokens of the global endpoint are not valid in
 * every region, and SDKs no longer use it by default.
 * @param arn of the role, the MFA device, or the SAML provider: its partition is used
 * @param settings the profile that was asked for; undefined if there is none
 * @throws RolecallError 'usage' for a malformed region; 'config' for an invalid endpoint
 */
export function resolveTarget(
  flagRegion: string | undefined,
  arn: string | undefined,
  { chain, settings }: Pick<ProfileChain, 'chain' | 'settings'>,
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
  const named = regionIn(partition, regions)
  const endpoint = serviceEndpoint('sts', settings, inputs)
  const isFips = isFipsName(named) && endpoint.endpoint === undefined
  return { region: realRegion(named), ...endpoint, ...(isFips ? { fips: true as const } : {}) }
}

/** Path of the PEM file to trust: AWS_CA_BUNDLE, or `ca_bundle` of the first profile with one. */
export function caBundleOf(chain: readonly Profile[], env: Env): string | undefined {
  return (
    envVar(env, 'AWS_CA_BUNDLE') ??
    chain.map((profile) => profile.get('ca_bundle')).find(Boolean) ??
    envVar(env, 'REQUESTS_CA_BUNDLE')
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
  const region = isFree && realRegion(named ?? '') !== stsRegion ? stsRegion : named
  if (region !== undefined) refuseControlCharacters(region, 'the region')
  return region
}

/** The regions that the flag, the environment and the chain name, in their order of precedence. */
function namedRegions(flag: string | undefined, chain: readonly Profile[], env: Env): string[] {
  return sourcedRegions(flag, chain, env).map(({ region }) => region)
}

interface SourcedRegion {
  region: string
  /** `--region`, `AWS_REGION`, `region of profile dev in PATH`. */
  from: string
}

function sourcedRegions(
  flag: string | undefined,
  chain: readonly Profile[],
  env: Env,
): SourcedRegion[] {
  const variables = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const
  return [
    { region: flag, from: '--region' },
    ...variables.map((name) => ({ region: envVar(env, name), from: name })),
    ...chain.map((profile) => ({
      region: profile.get('region'),
      from: `region of profile ${profile.name} in ${profile.fileOf('region')}`,
    })),
  ].filter((each): each is SourcedRegion => each.region !== undefined)
}

/** What names a region, for an error that it may have caused. */
export function originOfRegion(
  region: string,
  flagRegion: string | undefined,
  chain: readonly Profile[],
  { env }: Pick<ConfigInputs, 'env'>,
): { regionFrom?: string } {
  const found = sourcedRegions(flagRegion, chain, env).find((each) => each.region === region)
  return found ? { regionFrom: found.from } : {}
}

/** True for an old name of a FIPS endpoint that SDKs accept as a region: `fips-us-east-1`. */
function isFipsName(region: string): boolean {
  return /^fips-|-fips$/.test(region)
}

/** The region that SDKs call for one of their own names, such as `aws-global`. */
function realRegion(name: string): string {
  const region = name.replace(/^fips-(?:dkr-|prod-)?|-fips$/g, '')
  const partition = partitionById(region.replace(/-global$/, ''))
  return partition?.defaultRegion ?? region
}

/**
 * A region becomes part of a host name, so only a host label is accepted. Without the flag `i`,
 * with which V8 takes 0.1 ms longer to compile the pattern.
 */
const HOST_LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/

function regionIn(partition: Partition | undefined, regions: readonly string[]): string {
  const usable = regions.filter((region) => HOST_LABEL.test(region))
  if (!partition) return usable[0] ?? partitionOfRegion('').defaultRegion
  const isThere = (region: string): boolean => partitionOfRegion(realRegion(region)) === partition
  return usable.find(isThere) ?? partition.defaultRegion
}
