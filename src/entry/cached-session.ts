import type { Session } from '../core/credentials.js'
import { isDueForRefresh } from '../core/time/freshness.js'
import { openSessionReader } from '../secrets/session-reader.js'
import { isHit } from '../session/hit-rule.js'
import type { StoreHealth } from '../store/circuit-breaker.js'
import type { Host } from '../system/host.js'
import type { KnownPlan, PlanSharing } from './known-plan.js'

/** What the fast path needs beside the machine. */
export interface FastPath extends PlanSharing {
  /** Shared with the full program, if that must answer. */
  health: StoreHealth
  /** Learns why there is no answer. @param reason without secrets */
  unanswered: (reason: string) => void
}

const QUIETLY = { mayPrompt: false, knownOnly: true }

/**
 * The cached session that answers a known plan, by one read of its store. Starts a refresh in the
 * background if the session is ageing.
 * @param isLastCall true if the process ends with the answer. The store then stays open after a
 * hit: Node opens stderr before it closes a socket, which takes 0.5 ms.
 * @returns undefined on a miss
 */
export async function cachedSession(
  host: Host,
  { plan, entry }: Pick<KnownPlan, 'plan' | 'entry'>,
  { health, unanswered }: FastPath,
  isLastCall = false,
): Promise<Session | undefined> {
  if (plan.confirm) return void unanswered('you have to allow it first')
  const reader = openSessionReader(host, { ...QUIETLY, health, warn: unanswered })
  const reading = reader.read(entry.key, entry)
  // The boot ID is in a file, which is read while the store answers.
  setImmediate(() => void host.now())
  const session = await reading
  const now = host.now()
  const answers = session !== undefined && isHit(session, plan.steps.length - 1, plan, now)
  if (!answers || !isLastCall) reader.close()
  if (!session) return undefined
  if (!answers) return void unanswered('the session is too old')
  if (isDueForRefresh(session, now)) {
    const { refreshInBackground } = await import('../session/background-refresh.js')
    await refreshInBackground(host, plan, session)
  }
  return session
}
