/**
 * Where AWS takes SAML responses, by partition; a region may stand before each (contracts §7, §9).
 */
const HOSTS = [
  'signin.aws.amazon.com',
  'signin.amazonaws.cn',
  'signin.amazonaws-us-gov.com',
  'signin.amazonaws-eusc.eu',
  'signin.c2shome.ic.gov',
  'signin.sc2shome.sgov.gov',
  'signin.csphome.adc-e.uk',
  'signin.csphome.hci.ic.gov',
]

/**
 * What the browser is asked to stop at, by its own wildcards: they may match too much, {@link
 * isAwsSignIn} does not.
 */
export const SIGN_IN_PATTERNS: readonly string[] = HOSTS.flatMap((host) => [
  `https://${host}/saml*`,
  `https://*.${host}/saml*`,
])

/** Whether a SAML response that is sent to this URL is meant for AWS. */
export function isAwsSignIn(url: string): boolean {
  const { protocol, hostname, port, pathname } = new URL(url)
  const region = /^[a-z]{2,4}(-[a-z]+)+-\d+\./
  return (
    protocol === 'https:' &&
    port === '' &&
    HOSTS.includes(hostname.replace(region, '')) &&
    // Providers whose assertions are encrypted have a path of their own below it.
    /^\/saml(\/acs\/[^/]+)?\/?$/.test(pathname)
  )
}
