/** A group of AWS regions with its own accounts, DNS names and ARNs. */
export interface Partition {
  id: string
  /** Region of the STS endpoint if no region is configured. */
  defaultRegion: string
  regions: RegExp
  /** Domain of the endpoints, and of those that also have an IPv6 address. */
  domain: string
  dualStackDomain: string
}

/** Partitions of the SDK's endpoint rule set (docs/contracts.md §6). */
const PARTITIONS: readonly [Partition, ...Partition[]] = [
  {
    id: 'aws',
    defaultRegion: 'us-east-1',
    regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    domain: 'amazonaws.com',
    dualStackDomain: 'api.aws',
  },
  {
    id: 'aws-cn',
    defaultRegion: 'cn-northwest-1',
    regions: /^cn-\w+-\d+$/,
    domain: 'amazonaws.com.cn',
    dualStackDomain: 'api.amazonwebservices.com.cn',
  },
  {
    id: 'aws-us-gov',
    defaultRegion: 'us-gov-west-1',
    regions: /^us-gov-\w+-\d+$/,
    domain: 'amazonaws.com',
    dualStackDomain: 'api.aws',
  },
  {
    id: 'aws-iso',
    defaultRegion: 'us-iso-east-1',
    regions: /^us-iso-\w+-\d+$/,
    domain: 'c2s.ic.gov',
    dualStackDomain: 'api.aws.ic.gov',
  },
  {
    id: 'aws-iso-b',
    defaultRegion: 'us-isob-east-1',
    regions: /^us-isob-\w+-\d+$/,
    domain: 'sc2s.sgov.gov',
    dualStackDomain: 'api.aws.scloud',
  },
  {
    id: 'aws-iso-e',
    defaultRegion: 'eu-isoe-west-1',
    regions: /^eu-isoe-\w+-\d+$/,
    domain: 'cloud.adc-e.uk',
    dualStackDomain: 'api.cloud-aws.adc-e.uk',
  },
  {
    id: 'aws-iso-f',
    defaultRegion: 'us-isof-south-1',
    regions: /^us-isof-\w+-\d+$/,
    domain: 'csp.hci.ic.gov',
    dualStackDomain: 'api.aws.hci.ic.gov',
  },
  {
    id: 'aws-eusc',
    defaultRegion: 'eusc-de-east-1',
    regions: /^eusc-(de)-\w+-\d+$/,
    domain: 'amazonaws.eu',
    dualStackDomain: 'api.amazonwebservices.eu',
  },
]

/** Services that are validated for FIPS at their usual names in GovCloud. */
const FIPS_IN_GOVCLOUD = new Set(['sts', 'portal.sso', 'oidc'])

/**
 * The URL of a regional endpoint, as the SDK's rule sets make it.
 * @param name the first labels of the host: `sts`, `portal.sso`
 */
export function serviceUrl(
  name: string,
  region: string,
  { fips, dualStack }: { fips?: boolean; dualStack?: boolean } = {},
): string {
  const { id, domain, dualStackDomain } = partitionOfRegion(region)
  const isFipsAlready = id === 'aws-us-gov' && FIPS_IN_GOVCLOUD.has(name) && !dualStack
  const host = fips && !isFipsAlready ? `${name}-fips` : name
  return `https://${host}.${region}.${dualStack ? dualStackDomain : domain}`
}

/** @returns the partition of a region; `aws` for an unknown region */
export function partitionOfRegion(region: string): Partition {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? PARTITIONS[0]
}

/** @param id as in an ARN: `aws`, `aws-cn` @returns undefined for an unknown partition */
export function partitionById(id: string): Partition | undefined {
  return PARTITIONS.find((partition) => partition.id === id)
}

/** The region, or the default one of the partition of an ARN if the region is of another one. */
export function regionFor(arn: string, region: string): string {
  const partition = partitionById(arn.split(':')[1] ?? '')
  const isThere = !partition || partitionOfRegion(region).id === partition.id
  return isThere ? region : partition.defaultRegion
}

/** The parts of a role's ARN. */
export interface RoleArn {
  partition: string
  /** Twelve digits. */
  account: string
  /** Path and name as in the ARN, without `role/`. */
  role: string
}

const ROLE_ARN = /^arn:([a-z][a-z0-9-]*):iam::(\d{12}):role\/([\u0021-\u007E]+)$/

/** @returns undefined for anything but the ARN of an IAM role, in any partition */
export function parseRoleArn(text: string): RoleArn | undefined {
  const [, partition, account, role] = ROLE_ARN.exec(text) ?? []
  return partition && account && role ? { partition, account, role } : undefined
}

/** True for an ARN of any kind. No profile is called like one. */
export function isArn(text: string): boolean {
  return text.startsWith('arn:')
}

/**
 * The ARN of a role that a text was probably meant as: one with quotes, blanks or capitals around
 * it, one without `arn:`, or that of a session, which `whoami` shows.
 * @returns undefined if it is such an ARN already, or cannot be one
 */
export function meantRoleArn(text: string): string | undefined {
  const bare = text.replace(/^[\s"']+|[\s"',;]+$/g, '').replace(/^(arn:)?(?=aws[\w-]*:)/i, 'arn:')
  const arn = bare.replace(
    /^(arn:[^:]*:)sts(::\d{12}:)assumed-role\/([^/]+)\/.*$/,
    '$1iam$2role/$3',
  )
  return arn !== text && parseRoleArn(arn) ? arn : undefined
}

/** True for the ARN of a SAML provider in IAM, in any partition. */
export function isSamlProviderArn(text: string): boolean {
  return /^arn:[a-z][a-z0-9-]*:iam::\d{12}:saml-provider\/[\w.-]{1,128}$/.test(text)
}

/** @returns the account field of any ARN, twelve digits; undefined if it is empty */
export function accountOfArn(arn: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1]
}
