/** A group of AWS regions with its own accounts, DNS names and ARNs. */
export interface Partition {
  id: string
  /** Region of the STS endpoint if no region is configured. */
  defaultRegion: string
  regions: RegExp
}

/** Partitions of the SDK's endpoint rule set (docs/contracts.md §6). */
const PARTITIONS: readonly [Partition, ...Partition[]] = [
  { id: 'aws', defaultRegion: 'us-east-1', regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/ },
  { id: 'aws-cn', defaultRegion: 'cn-northwest-1', regions: /^cn-\w+-\d+$/ },
  { id: 'aws-us-gov', defaultRegion: 'us-gov-west-1', regions: /^us-gov-\w+-\d+$/ },
  { id: 'aws-iso', defaultRegion: 'us-iso-east-1', regions: /^us-iso-\w+-\d+$/ },
  { id: 'aws-iso-b', defaultRegion: 'us-isob-east-1', regions: /^us-isob-\w+-\d+$/ },
  { id: 'aws-iso-e', defaultRegion: 'eu-isoe-west-1', regions: /^eu-isoe-\w+-\d+$/ },
  { id: 'aws-iso-f', defaultRegion: 'us-isof-south-1', regions: /^us-isof-\w+-\d+$/ },
  { id: 'aws-eusc', defaultRegion: 'eusc-de-east-1', regions: /^eusc-(de)-\w+-\d+$/ },
]

/** @returns the partition of a region; `aws` for an unknown region */
export function partitionOfRegion(region: string): Partition {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? PARTITIONS[0]
}

/** @param id as in an ARN: `aws`, `aws-cn` @returns undefined for an unknown partition */
export function partitionById(id: string): Partition | undefined {
  return PARTITIONS.find((partition) => partition.id === id)
}

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

/** True for the ARN of a SAML provider in IAM, in any partition. */
export function isSamlProviderArn(text: string): boolean {
  return /^arn:[a-z][a-z0-9-]*:iam::\d{12}:saml-provider\/[\w.-]{1,128}$/.test(text)
}

/** @returns the account field of any ARN, twelve digits; undefined if it is empty */
export function accountOfArn(arn: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1]
}
