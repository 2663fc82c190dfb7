import { SIGN_IN_HOSTS } from '../aws-hosts.js'

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
