/**
 * The hosts of AWS's sign-in, one per partition; a region may precede each
 * (docs/contracts.md §7, docs/contracts.md §9).
 */
const SIGN_IN_HOSTS = [
  'signin.aws.amazon.com',
  'signin.amazonaws.cn',
  'signin.amazonaws-us-gov.com',
  'signin.amazonaws-eusc.eu',
  'signin.c2shome.ic.gov',
  'signin.sc2shome.sgov.gov',
  'signin.csphome.adc-e.uk',
  'signin.csphome.hci.ic.gov',
]

/** DevTools URL patterns to intercept. They over-match; {@link isAwsSignIn} decides exactly. */
export const SIGN_IN_PATTERNS: readonly string[] = SIGN_IN_HOSTS.flatMap((host) => [
  `https://${host}/saml*`,
  `https://*.${host}/saml*`,
])

/** True if a SAML response posted to this URL goes to AWS. */
export function isAwsSignIn(url: string): boolean {
  const { protocol, hostname, port, pathname } = new URL(url)
  const region = /^[a-z]{2,4}(-[a-z]+)+-\d+\./
  return (
    protocol === 'https:' &&
    port === '' &&
    SIGN_IN_HOSTS.includes(hostname.replace(region, '')) &&
    // For encrypted assertions each provider has its own path.
    /^\/saml(\/acs\/[^/]+)?\/?$/.test(pathname)
  )
}
