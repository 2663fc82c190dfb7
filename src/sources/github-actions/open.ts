import type { IdentityToken } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { isLoopback } from '../../core/loopback.js'
import type { GithubActionsSource } from '../../core/source/tokens.js'
import { type Fetch, fetchFor } from '../../net/fetch.js'
import { withParameter } from '../../net/with-parameter.js'
import { sleep } from '../../system/time.js'
import type { OpenContext } from '../open-context.js'

/** The audience in the trust policies of AWS's and GitHub's documentation. */
const AUDIENCE = 'sts.amazonaws.com'

const MAX_ATTEMPTS = 3
const RESPONSE_TIMEOUT_MS = 10_000
const RETRY_DELAY_MS = 500

/**
 * The ID token of the job, from an endpoint that only this job can call (GitHub: "OpenID Connect
 * reference").
 * @throws RolecallError without the endpoint's response, which may contain the token
 */
export async function openGithubActions(
  { url }: GithubActionsSource,
  { plan, host }: OpenContext,
): Promise<IdentityToken> {
  const address = withParameter(url, 'audience', AUDIENCE)
  if (!address || (address.protocol !== 'https:' && !isLoopback(address))) {
    throw new RolecallError('config', 'ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL')
  }
  const requestToken = host.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''
  const fetch = fetchFor(plan, host)
  for (let attempt = 1; ; attempt++) {
    const answer = await request(address.href, requestToken, fetch)
    const webIdentityToken = await tokenIn(answer.response)
    if (webIdentityToken !== undefined) return { webIdentityToken }
    const mayPass = answer.response === undefined || answer.response.status >= 500
    if (attempt === MAX_ATTEMPTS || !mayPass) throw answerError(answer)
    await sleep(RETRY_DELAY_MS * attempt)
  }
}

/** What the endpoint answered, or why it did not. */
type Answer = { response: Response } | { response?: undefined; reason: string }

async function request(url: string, requestToken: string, fetch: Fetch): Promise<Answer> {
  const headers = { authorization: `Bearer ${requestToken}`, accept: 'application/json' }
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS)
  try {
    return { response: await fetch(url, { method: 'GET', headers, signal }) }
  } catch (error) {
    return { reason: signal.aborted ? 'it did not respond in time' : failureName(error) }
  }
}

/** The code of Node, `ECONNREFUSED`: a message may quote the URL. */
function failureName(error: unknown): string {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : 'the response is invalid'
}

function answerError(answer: Answer): RolecallError {
  if (answer.response === undefined) {
    const what = `GitHub's endpoint for ID tokens could not be reached: ${answer.reason}`
    return new RolecallError('failed', what, {
      hint: 'check the network, HTTPS_PROXY and NO_PROXY',
    })
  }
  const status = `status ${answer.response.status}`
  return new RolecallError('failed', `GitHub returned no ID token for this job: ${status}`, {
    hint: 'the job needs "permissions: id-token: write", which pull requests from forks do not get',
  })
}

async function tokenIn(response: Response | undefined): Promise<string | undefined> {
  if (!response?.ok) return undefined
  const body = (await response.json().catch(() => undefined)) as { value?: unknown } | undefined
  return typeof body?.value === 'string' && body.value !== '' ? body.value : undefined
}
