import type { SingleFlight } from '../coordination/single-flight.js'
import type { ClockReading, Session, SigningIdentity } from '../core/credentials.js'
import type { Plan } from '../core/plan.js'
import type { Step } from '../core/step.js'
import type { Source } from '../core/source.js'
import type { ObtainRequest } from './context.js'
import type { Refusals } from './retry-with-fresh-parent.js'

/** What a source returned, and the source with what shows whose that is. */
export interface OpenedSource {
  answer: SigningIdentity
  source: Source
}

/** What `obtain` needs of the machine, the cache and AWS. */
export interface ObtainPorts {
  now: () => Omit<ClockReading, 'serverOffset'>
  /**
   * Makes sure that the user is signed in, if that shows whose the source is.
   * @returns the source with what shows it, if anything does now
   */
  signIn: (source: Source) => Promise<Source>
  /** Opens the plan's source: credentials, long-term or temporary, or a token. */
  source: (source: Source) => Promise<OpenedSource>
  /**
   * Gets a new session for one step, including the prompt for a code.
   * @param reason why a new session is needed although one is cached, for the prompt
   */
  issueSession: (step: Step, signer: SigningIdentity, reason?: string) => Promise<Session>
  cache: {
    read: (key: string) => Promise<Session | undefined>
    /** @param index of the step; -1 for the source's own credentials */
    write: (key: string, session: Session, plan: Plan, index: number) => Promise<void>
  }
  /**
   * Runs `work`, or returns (or throws) what the process that held the lock for this key produced,
   * if `accepts` allows it.
   */
  singleFlight: SingleFlight
  /**
   * Key of the single-flight for a plan whose source has to be asked whose it is. Undefined if
   * processes do not share the answer: it is at hand, or only this process can read it.
   */
  askingKey: (plan: Plan) => string | undefined
  /** The source with what other processes have found out about it in the meantime. */
  lookAgain: (source: Source) => Source
  refusals: Refusals
}

/** What a caller of `obtain` asks for. */
export type Request = Pick<ObtainRequest, 'plan' | 'login' | 'options' | 'began' | 'samlAssertion'>

/** One request under way. */
export interface Flow extends Request {
  ports: ObtainPorts
  /** What the source returned, if it had to be asked whose it is. It is asked once only. */
  answer: SigningIdentity | undefined
  /** Why a new session is needed although one is cached, for the prompt. */
  reason?: string
}
