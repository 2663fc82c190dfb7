import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import type { Fetch } from '../../net/fetch.js'
import { unreachableError } from '../json-service.js'
import { isAwsStartUrl } from './start-url.js'

const RESPONSE_TIMEOUT_MS = 10_000
const NAME = 'IAM Identity Center'

/**
 * Finds the access portal behind a start URL. A company may have an address of its own, which
 * redirects once to one of AWS (docs/contracts.md §4.4).
 * @returns the start URL that AWS knows
 * @throws RolecallError 'failed' if the address leads elsewhere, or cannot be reached
 */
export async function resolveStartUrl(startUrl: string, fetch: Fetch): Promise<string> {
  if (isAwsStartUrl(startUrl)) return startUrl
  if (!URL.canParse(startUrl) || new URL(startUrl).protocol !== 'https:') {
    throw notStartUrlError(startUrl, 'it is not an https URL')
  }
  const ask = async (method: 'HEAD' | 'GET'): Promise<Response> => {
    const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS)
    return fetch(startUrl, { method, headers: {}, signal }).catch((error: unknown) => {
      throw unreachableError({ url: startUrl, name: NAME }, error)
    })
  }
  const head = await ask('HEAD')
  const { status, headers } = [405, 501].includes(head.status) ? await ask('GET') : head
  const location = headers.get('location') ?? ''
  if (status < 300 || status > 399 || !URL.canParse(location, startUrl)) {
    throw notStartUrlError(startUrl, `it answers with status ${status} and does not redirect`)
  }
  const { href, protocol } = new URL(location, startUrl)
  if (protocol === 'https:' && isAwsStartUrl(href)) return href
  throw notStartUrlError(startUrl, `it redirects to ${printable(href).slice(0, 200)}`)
}

function notStartUrlError(startUrl: string, reason: string): RolecallError {
  const what = `${printable(startUrl)} does not lead to an access portal of AWS: ${reason}`
  return new RolecallError('failed', what, {
    hint: 'check sso_start_url; the access portal shows it under "Access keys"',
  })
}
