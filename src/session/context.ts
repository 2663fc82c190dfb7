import type { SamlRole } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { AwsFiles } from '../aws-files/aws-files.js'
import type { Host } from '../system/host.js'
import type { SessionCache } from '../secrets/session-cache.js'

/**
 * Who is waiting for the credentials. An `sdk` may call again at once when it is told of a failure, and kills who takes too
 * long; in the `background` nobody is there, so that nothing may be started that could ask somebody.
 */
export type Audience = 'person' | 'sdk' | 'background'

/** Under which a plan is carried out. */
export interface RunContext {
  host: Host
  files: AwsFiles
  cache: SessionCache
  /** A code given in advance: `--mfa-code`. */
  code?: string | undefined
  /** `--saml-assertion`: a file, or `-`. */
  samlAssertion?: string | undefined
  /** Whether a person may be asked. */
  mayPrompt: boolean
  audience: Audience
  /** Whether the session is wanted anew: then a failure of moments ago is no answer. */
  refresh: boolean
  notify(message: string): void
  /** What is being done, for `--debug`; never a secret. */
  trace(message: string): void
  /** Shows a person that a call takes its time. */
  busy<T>(work: Promise<T>): Promise<T>
  /** Lets a person at a terminal choose, with its whole screen. */
  pickRole(roles: readonly SamlRole[]): Promise<SamlRole>
}

export function backgroundError(): RolecallError {
  return new RolecallError('interaction', 'a refresh in the background asks nobody', {
    reason: 'cannot-ask',
  })
}
