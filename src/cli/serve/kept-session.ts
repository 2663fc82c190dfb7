import type { ClockReading, Session } from '../../core/credentials.js'
import type { RolecallError } from '../../core/errors.js'
import { isRolecallError } from '../../core/errors.js'
import { hasDefaultMargin, lifetime, secondsLeft } from '../../core/time/freshness.js'
import { FAILURE_PAUSE_MS, pauseAfter, unexpectedError } from './failed-attempt.js'

/** How long before its end a session is replaced, in seconds. Half its lifetime if that is less. */
export interface Margins {
  /** A client gets at least this much. */
  needed: number
  /** From here on the next session is fetched in the background. */
  ahead: number
}

/** Where a kept session comes from, and when it is too old. */
export interface KeptSessionOptions {
  /**
   * Gets a session.
   * @param isQuiet true: without a prompt
   */
  obtain: (isQuiet: boolean) => Promise<Session>
  now: () => Omit<ClockReading, 'serverOffset'>
  monotonicMs: () => number
  margins: Margins
  /** Whether `rolecall revoke` has ended a session on this machine. */
  isRevoked: (session: Session) => boolean
  /** What a client gets to read while {@link obtain} takes its time. */
  waiting: () => RolecallError
  /** Called after each change, for a status line. */
  onChange?: () => void
}

/** The session of one profile, for as long as a server runs. */
export interface KeptSession {
  /**
   * Gets a session for a client, within {@link CLIENT_WAIT_MS}. A session that still lives is
   * better than an error.
   * @throws RolecallError that says what the server waits for, or why there is no session
   */
  read: () => Promise<Session>
  /** Gets the first session, with the prompts that it needs. @throws RolecallError */
  prepare: () => Promise<void>
  /** Replaces an ageing session without a prompt. To be called every few seconds. */
  renewAhead: () => void
  state: () => KeptState
}

/** What the status shows of a kept session. */
export interface KeptState {
  session: Session | undefined
  isBusy: boolean
  failure: RolecallError | undefined
}

/** The JavaScript SDK gives up after 1000 ms (docs/contracts.md §2.1). */
const CLIENT_WAIT_MS = 700

/** Between two attempts without a prompt. */
const QUIET_PAUSE_MS = 30_000
/** A profile that no client has read for this long is no longer renewed ahead. */
const IDLE_MS = 12 * 3600_000

/** Less is of no use to a client. A session shorter than ten minutes is of use for nine tenths. */
const LAST_SECONDS = 60

/** One attempt to get a session, which all clients share. */
interface Flight {
  isQuiet: boolean
  startedMs: number
  /** Resolves at the end of the attempt, also of one that failed. */
  done: Promise<void>
}

/** Keeps the session of a profile fresh while clients read it. */
export function keepSession(options: KeptSessionOptions): KeptSession {
  const { now, monotonicMs, margins, onChange } = options
  let session: Session | undefined
  let flight: Flight | undefined
  let failure: RolecallError | undefined
  let retryAtMs = 0
  let quietAtMs = -QUIET_PAUSE_MS
  let readAtMs = monotonicMs()

  const isFresh = (at = now()): boolean =>
    session !== undefined && hasDefaultMargin(session, at, margins.needed)
  const isDue = (at = now()): boolean =>
    session !== undefined && !hasDefaultMargin(session, at, margins.ahead)

  /** A revoked session is never handed out, not even if AWS gives no other one. */
  const forgetRevoked = (): boolean => {
    if (!session || !options.isRevoked(session)) return false
    session = undefined
    return true
  }

  const attempt = async (isQuiet: boolean): Promise<void> => {
    try {
      session = await options.obtain(isQuiet)
      failure = undefined
      // AWS is out of reach, and this is the session from before.
      if (!isFresh() && !isQuiet) retryAtMs = monotonicMs() + FAILURE_PAUSE_MS
    } catch (error) {
      if (isQuiet) return
      failure = isRolecallError(error) ? error : unexpectedError(error)
      retryAtMs = monotonicMs() + pauseAfter(failure)
    }
  }

  const start = (isQuiet: boolean): Flight => {
    const done = attempt(isQuiet).finally(() => {
      flight = undefined
      onChange?.()
    })
    flight = { isQuiet, startedMs: monotonicMs(), done }
    onChange?.()
    return flight
  }

  /** Waits for the attempt that is under way, or starts one, unless one has just failed. */
  const renew = async (): Promise<void> => {
    const began = monotonicMs()
    if (flight?.isQuiet) await within(flight.done, CLIENT_WAIT_MS)
    if (isFresh() || flight?.isQuiet) return
    if (!flight && monotonicMs() < retryAtMs) return
    const { done, startedMs } = flight ?? start(false)
    const leftMs = CLIENT_WAIT_MS - (monotonicMs() - Math.min(began, startedMs))
    if (leftMs > 0) await within(done, leftMs)
  }

  const renewQuietly = (): void => {
    if (flight || monotonicMs() - quietAtMs < QUIET_PAUSE_MS) return
    quietAtMs = monotonicMs()
    start(true)
  }

  return {
    async read() {
      readAtMs = monotonicMs()
      forgetRevoked()
      // One reading of the clocks, which are files in a container.
      const at = now()
      if (isFresh(at)) {
        if (isDue(at)) renewQuietly()
        if (session && isAlive(session, at)) return session
      }
      await renew()
      forgetRevoked()
      if (session && isAlive(session, now())) return session
      throw (flight ? undefined : failure) ?? options.waiting()
    },
    async prepare() {
      await (flight ?? start(false)).done
      if (failure) throw failure
    },
    renewAhead() {
      const isDueOrRevoked = forgetRevoked() || isDue()
      if (isDueOrRevoked && monotonicMs() - readAtMs < IDLE_MS) renewQuietly()
    },
    state: () => ({ session, isBusy: flight !== undefined, failure }),
  }
}

function isAlive(session: Session, now: Omit<ClockReading, 'serverOffset'>): boolean {
  return secondsLeft(session, now) > Math.min(LAST_SECONDS, lifetime(session) / 10)
}

/** Waits for `work`, at most for a time. */
async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
