import { fetchFor } from '../../net/fetch.js'
import { resolveStartUrl } from '../../signin/identity-center/resolve-start-url.js'
import { isAwsStartUrl, regionInUrl } from '../../signin/identity-center/start-url.js'
import type { SsoPlace } from '../../sources/sso/place.js'
import type { CommandContext } from '../context.js'
import { planOfPlace } from './place-plan.js'
import { regionOfStartUrl, ssoPlace } from './place.js'

/**
 * As {@link ssoPlace}. If the word is an address of the company's own, whose region nothing names,
 * it asks where the address leads.
 */
export async function findPlace(
  word: string | undefined,
  region: string | undefined,
  context: CommandContext,
): Promise<SsoPlace> {
  const isUnknown =
    word !== undefined &&
    /^https:/.test(word) &&
    !isAwsStartUrl(word) &&
    (region ?? regionOfStartUrl(word, context)) === undefined
  if (!isUnknown) return ssoPlace(word, region, context)
  const fetch = fetchFor(planOfPlace(word, context), context.host)
  const found = regionInUrl(await context.busy(resolveStartUrl(word, fetch)))
  return ssoPlace(word, found, context)
}
