import { setTimeout as wait } from 'node:timers/promises'
import { RolecallError } from '../../core/errors.js'
import { isLoopback } from '../../core/loopback.js'
import type { Fetch } from '../../net/fetch.js'

/** What GitHub sets in a job with `permissions: id-token: write`. */
export interface TokenEndpoint {
  /** ACTIONS_ID_TOKEN_REQUEST_URL */
  url: string
  /** ACTIONS_ID_TOKEN_REQUEST_TOKEN */
  requestToken: string
}

const ATTEMPTS = 3
/** Milliseconds. */
const ANSWER_LIMIT = 10_000
const PAUSE = 500

/**
 * The job's own identity as a JWT, from the endpoint that only this job may ask (GitHub: "OpenID Connect reference").
 * @param audience what the trust policy of the role compares with: sts.amazonaws.com
 * @throws RolecallError without anything that the endpoint said: that may be the token
 */
export async function githubIdToken(
  { url, requestToken }: TokenEndpoint,
  audience: string,
  fetch: Fetch,
): Promise<string> {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (!address || (address.protocol !== 'https:' && !isLoopback(address))) {
    throw new RolecallError('config', 'ACTIONS_ID_TOKEN_REQUEST_URL is not https')
  }
  address.searchParams.set('audience', audience)
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(address.href, requestToken, fetch)
    const token = await tokenIn(answer)
    if (token !== undefined) return token
    if (attempt < ATTEMPTS && (answer === undefined || answer.status >= 500)) {
      await wait(PAUSE * attempt)
      continue
    }
    const said = answer === undefined ? 'no answer' : `status ${answer.status}`
    throw new RolecallError('failed', `GitHub gave no id token for this job: ${said}`, {
      hint: 'the job needs "permissions: id-token: write"; jobs of forks do not get it',
    })
  }
}

/** @returns undefined where the endpoint cannot be reached */
async function ask(url: string, requestToken: string, fetch: Fetch): Promise<Response | undefined> {
  const headers = { authorization: `Bearer ${requestToken}`, accept: 'application/json' }
  const signal = AbortSignal.timeout(ANSWER_LIMIT)
  return fetch(url, { method: 'GET', headers, signal }).catch(() => undefined)
}

async function tokenIn(answer: Response | undefined): Promise<string | undefined> {
  if (!answer?.ok) return undefined
  const body = (await answer.json().catch(() => undefined)) as { value?: unknown } | undefined
  return typeof body?.value === 'string' && body.value !== '' ? body.value : undefined
}
