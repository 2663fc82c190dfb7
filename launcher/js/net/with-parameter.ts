import type { withParameter as original } from '../../../src/net/with-parameter.js'
import { unsure } from '../unsure.js'

/*
 * In place of src/net/with-parameter.ts. A hit has no address with a query, so that its URL
 * (url.ts) knows none.
 */

/** The standard writes it again as it is, but for an `=` that is missing. It escapes all others. */
const PLAIN_PAIR = /^[\w.-]*(=[\w.-]*)?$/

export const withParameter: typeof original = (address, name, value) => {
  const [front = '', ...rest] = address.split('?')
  const pairs = rest.length === 0 ? [] : (rest[0] ?? '').split('&').filter((pair) => pair !== '')
  if (rest.length > 1 || !pairs.every((pair) => PLAIN_PAIR.test(pair))) {
    return unsure('an unusual query')
  }
  const { href, hostname, protocol } = new URL(front)
  const named = pairs.map((pair) => (pair.includes('=') ? pair : `${pair}=`))
  const isOther = (pair: string): boolean => !pair.startsWith(`${name}=`)
  const at = named.findIndex((pair) => !isOther(pair))
  const others = named.filter(isOther)
  others.splice(at === -1 ? others.length : at, 0, `${name}=${value}`)
  return { href: `${href}?${others.join('&')}`, hostname, protocol }
}
