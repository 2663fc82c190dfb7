import type { FoundSignIn, SignInPorts } from './sign-in-ports.js'
import { isAgeing, isLive, isRenewable, type SsoToken } from './token.js'

/** The sign-ins that are there, and the one to use, if none has to be renewed first. */
export interface Settled {
  good?: FoundSignIn
  all: FoundSignIn[]
}

/**
 * Finds a sign-in that can be used as it is.
 * @param refused access tokens that the portal does not accept
 */
export async function settledSignIn(
  { find, now }: Pick<SignInPorts, 'find' | 'now'>,
  refused: readonly string[],
): Promise<Settled> {
  const all = await find()
  const first = all.find(({ token }) => isGood(token, refused, now()) || isRenewable(token, now()))
  const isDone = first && isGood(first.token, refused, now()) && !mayRenew(first.token, now())
  return isDone ? { good: first, all } : { all }
}

/** @param now milliseconds since 1970 */
export const isGood = (token: SsoToken, refused: readonly string[], now: number): boolean =>
  !refused.includes(token.accessToken) && isLive(token, now)

const mayRenew = (token: SsoToken, now: number): boolean =>
  isAgeing(token, now) && isRenewable(token, now)
