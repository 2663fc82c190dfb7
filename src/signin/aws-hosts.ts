import { partitionOfRegion } from '../core/arn.js'

/** The hosts of a partition's sign-in and console (docs/contracts.md §7). */
interface ConsoleHosts {
  signIn: string
  console: string
  /** The region whose hosts have no region in front; undefined if all have one. */
  bareRegion?: string
}

const AWS: ConsoleHosts = {
  signIn: 'signin.aws.amazon.com',
  console: 'console.aws.amazon.com',
  bareRegion: 'us-east-1',
}

/** By the partition's ID. */
const HOSTS: Readonly<Record<string, ConsoleHosts>> = {
  'aws-cn': {
    signIn: 'signin.amazonaws.cn',
    console: 'console.amazonaws.cn',
    bareRegion: 'cn-north-1',
  },
  'aws-us-gov': {
    signIn: 'signin.amazonaws-us-gov.com',
    console: 'console.amazonaws-us-gov.com',
    bareRegion: 'us-gov-west-1',
  },
  'aws-eusc': { signIn: 'signin.amazonaws-eusc.eu', console: 'console.amazonaws-eusc.eu' },
  'aws-iso': { signIn: 'signin.c2shome.ic.gov', console: 'console.c2shome.ic.gov' },
  'aws-iso-b': { signIn: 'signin.sc2shome.sgov.gov', console: 'console.sc2shome.sgov.gov' },
  'aws-iso-e': { signIn: 'signin.csphome.adc-e.uk', console: 'console.csphome.adc-e.uk' },
  'aws-iso-f': { signIn: 'signin.csphome.hci.ic.gov', console: 'console.csphome.hci.ic.gov' },
}

/** The hosts of AWS's sign-in, one per partition; a region may precede each. */
export const SIGN_IN_HOSTS: readonly string[] = [AWS, ...Object.values(HOSTS)].map(
  ({ signIn }) => signIn,
)

/**
 * Origin of the federation endpoint. Both of its calls must go to the same one, because a sign-in
 * token is valid only where it was made.
 */
export const signInOrigin = (region: string): string => originOf(region, 'signIn')

/** Origin of the console in a region. */
export const consoleOrigin = (region: string): string => originOf(region, 'console')

/** Origin of the page that ends a console session. It has the region in front in any case. */
export function signOutOrigin(region: string): string {
  return `https://${region}.${hostsOf(region).signIn}`
}

function originOf(region: string, which: 'signIn' | 'console'): string {
  const { [which]: host, bareRegion } = hostsOf(region)
  return `https://${region === bareRegion ? host : `${region}.${host}`}`
}

const hostsOf = (region: string): ConsoleHosts => HOSTS[partitionOfRegion(region).id] ?? AWS
