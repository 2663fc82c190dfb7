import type { AwsFiles } from '../aws-files/aws-files.js'
import type { SamlRole } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import type { Recorder } from '../history/record.js'
import type { SessionCache } from '../secrets/session-cache.js'
import type { Host } from '../system/host.js'

/** The services of the machine and the command line that getting credentials needs. */
export interface RunContext {
  host: Host
  files: AwsFiles
  cache: SessionCache
  /** Writes what AWS answered to the history, before it is stored or handed out. */
  record: Recorder
  /** Reads a clock that never goes back, in milliseconds: for time limits. */
  monotonicMs: () => number
  /** Tells the user something, on stderr. */
  notify: (message: string) => void
  /** Logs a step for `--debug`; never a secret. */
  trace: (message: string) => void
  /** Shows on a terminal that a call is in progress. */
  busy: <T>(work: Promise<T>) => Promise<T>
  /** Lets the user choose a role with a full-screen picker. */
  pickRole: (roles: readonly SamlRole[]) => Promise<SamlRole>
  /** Shows a QR code with this text to a person at a terminal. */
  showQrCode?: ((text: string) => Promise<void>) | undefined
  /** Prompts for the passphrase of a file; undefined if the audience cannot be asked for it. */
  askPassphrase?: ((what: string, hint: string) => Promise<string>) | undefined
}

/**
 * Who consumes the result.
 * - `person`: the user of a terminal
 * - `sdk`: kills slow helpers, and retries a failure at once
 * - `background`: a process without a user; it never prompts
 */
export type Audience = 'person' | 'sdk' | 'background'

/** One request for credentials: everything that belongs to it and to no other request. */
export interface ObtainRequest {
  plan: Plan
  /** For hints: the `rolecall login` that makes the same plan, quoted for a shell. */
  login: string
  options: ObtainOptions
  audience: Audience
  /** False: the user is not prompted (`--no-input`). */
  mayPrompt: boolean
  /** The code of `--mfa-code`. */
  mfaCode?: string | undefined
  /** The argument of `--saml-assertion`: a file, or `-` for stdin. */
  samlAssertion?: string | undefined
  /**
   * When the request began, milliseconds since 1970; for a command, when its process began. A
   * session issued later counts as new, whichever process got it.
   */
  began: number
}

/** What the user asked of the cache: `--refresh`, `--no-cache`, `--min-ttl`. */
export interface ObtainOptions {
  /**
   * Seconds that the returned session must still be valid. By default LAST_STEP_MARGIN_SECONDS, or
   * half the lifetime of a short session.
   */
  minTtl?: number
  /** Ignore cached sessions of the last step, or of all steps. */
  refresh?: 'last' | 'all'
  /** Neither read nor write the cache. */
  noCache?: boolean
  /** A sign-in uses a code on another device, even if there is a browser here. */
  useDevice?: boolean
}

/** A background refresh needs the user: its process must end without a prompt. */
export function backgroundPromptError(): RolecallError {
  return new RolecallError('interaction', 'a background refresh does not prompt', {
    reason: 'cannot-ask',
  })
}
