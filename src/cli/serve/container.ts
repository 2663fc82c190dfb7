import type { Session } from '../../core/credentials.js'
import type { LoopbackReply, LoopbackRequest } from '../../net/loopback-server.js'
import { base64Url } from '../../system/bytes.js'
import type { Served } from './served.js'
import { refused } from './server-error.js'
import { isSameToken } from './token.js'

/** SDKs refuse every other name for a container endpoint over http (docs/contracts.md §2.1). */
export const CONTAINER_HOSTS = ['127.0.0.1', 'localhost', '[::1]']

/** A profile at its path, with the token that opens it. */
export interface Endpoint {
  path: string
  token: string
  served: Served
}

/**
 * The path of a profile. A name with other characters is encoded whole: clients normalise `..` and
 * percent signs in different ways.
 */
export function pathOf(profile: string): string {
  return /^[\w-]+$/.test(profile) ? `/${profile}` : `/~${base64Url(profile)}`
}

/**
 * Answers as the container credentials endpoint (docs/contracts.md §2.1). A wrong token and an
 * unknown path get the same answer, so that no client learns the names of profiles.
 */
export function answerContainer(
  endpoints: readonly Endpoint[],
): (request: LoopbackRequest) => Promise<LoopbackReply> {
  const byPath = new Map(endpoints.map((each) => [each.path, each]))
  return async (request) => {
    const { method, target, header } = request
    if (method !== 'GET') return refused(405, 'MethodNotAllowed', 'only GET is allowed')
    const given = header('authorization') ?? ''
    const endpoint = byPath.get(target)
    if (!endpoint || !isSameToken(given, endpoint.token)) {
      const isOfAnother = endpoints.some(({ token }) => isSameToken(given, token))
      return isOfAnother
        ? refused(403, 'WrongPath', 'this token is for another path')
        : refused(403, 'WrongToken', 'the Authorization header has no valid token')
    }
    return endpoint.served.answer(request, containerBody)
  }
}

/** The answer for SDKs, which need these four keys and read a fifth. */
function containerBody(session: Session): object {
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = session
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: expiration,
    ...(accountId === undefined ? {} : { AccountId: accountId }),
  }
}
