import type { Session } from '../../core/credentials.js'
import { isRolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import type { Plan } from '../../core/plan.js'
import type { LoopbackReply, LoopbackRequest } from '../../net/loopback-server.js'
import type { KeptSession } from './kept-session.js'
import { unavailable } from './server-error.js'

/** A profile that clients read, and what the status shows of them. */
export interface Served {
  profile: string
  plan: Plan
  kept: KeptSession
  readers: Readers
  /**
   * Answers a client with the session.
   * @param body the answer that it makes of the session
   */
  answer: (request: LoopbackRequest, body: (session: Session) => object) => Promise<LoopbackReply>
}

/** The clients of a profile. */
export interface Readers {
  reads: number
  /** Milliseconds of a monotonic clock; undefined before the first. */
  lastMs: number | undefined
  /** What the last one calls itself: `Boto3/1.40`. */
  lastName: string | undefined
}

/** @param onRead called after each answer, for the status */
export function serveProfile(
  { profile, plan, kept }: Pick<Served, 'profile' | 'plan' | 'kept'>,
  monotonicMs: () => number,
  onRead: () => void,
): Served {
  const readers: Readers = { reads: 0, lastMs: undefined, lastName: undefined }
  return {
    profile,
    plan,
    kept,
    readers,
    async answer({ header }, body) {
      try {
        const session = await kept.read()
        readers.reads += 1
        return { status: 200, body: body(session) }
      } catch (error) {
        if (!isRolecallError(error)) throw error
        return unavailable(error)
      } finally {
        readers.lastMs = monotonicMs()
        readers.lastName = nameOf(header('user-agent') ?? '')
        onRead()
      }
    },
  }
}

/** The first product of a User-Agent; undefined if the client sends none, as JavaScript's SDK. */
function nameOf(agent: string): string | undefined {
  const [first = ''] = printable(agent).split(' ')
  return first === '' ? undefined : first.slice(0, 30)
}
