/** Domains of AWS's own access portals, in every partition (docs/contracts.md §4.4). */
const PORTAL_DOMAINS = [
  ...['awsapps.com', 'awsapps.cn', 'app.aws', 'portal.amazonaws.com', 'portal.amazonaws.com.cn'],
  ...['app.amazonwebservices.com.cn', 'portal.amazonaws.eu', 'api.amazonwebservices.eu'],
]
/** The issuer URL, which AWS accepts as well. */
const ISSUER_HOST = /^identitycenter(\.[\w-]+)?\.amazonaws\.(com|com\.cn|eu)$/

const REGION_LABEL = /^[a-z]{2,4}(-[a-z]+){1,2}-\d$/

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '')

/** Whether a start URL is one of AWS's own, and not an address of the company that leads there. */
export function isAwsStartUrl(url: string): boolean {
  const host = hostOf(url)
  return ISSUER_HOST.test(host) || PORTAL_DOMAINS.some((domain) => host.endsWith(`.${domain}`))
}

/** New start URLs contain the region: `https://ssoins-….portal.eu-west-1.app.aws`. */
export function regionInUrl(url: string): string | undefined {
  if (!isAwsStartUrl(url)) return undefined
  return hostOf(url)
    .split('.')
    .find((label) => REGION_LABEL.test(label))
}

/** Whether the portal is at an address that also has IPv6, as its token service then must be. */
export function isDualStackUrl(url: string): boolean {
  return /\.(app\.aws|app\.amazonwebservices\.com\.cn|api\.amazonwebservices\.eu)$/.test(
    hostOf(url),
  )
}
