import type { AwsFiles } from '../aws-files/aws-files.js'
import type { Credentials, Session } from '../core/credentials.js'
import type { Env } from '../core/env.js'
import type { RolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import type { Recorder } from '../history/record.js'
import type { PlanRequest } from '../plan/request.js'
import type { SessionCache } from '../secrets/session-cache.js'
import type { SelectOptions } from '../store/selection.js'
import type { Host } from '../system/host.js'
import type { CredentialsOptions, ServerRequest } from './carry-out/carry-out-plan.js'
import type { CommandSpec } from './command-spec.js'

/** The services of one run of a command. Nothing is read or opened before it is asked for. */
export interface CommandContext {
  host: Host
  /** The spec of every command, for help and completions. */
  commands: readonly CommandSpec[]
  /** Whether the user may be prompted: false with `--no-input`. */
  mayPrompt: boolean
  /** Writes data to stdout. */
  print: (text: string) => void
  /** Writes a message to stderr. */
  notify: (message: string) => void
  /** Prints an error that does not end the command. */
  printError: (error: RolecallError) => void
  /** Shows on a terminal that a call is in progress. */
  busy: <T>(work: Promise<T>) => Promise<T>
  files: () => AwsFiles
  /**
   * The plan for a profile and the command line's options. The environment is the user's: without
   * the regions and settings that rolecall set for an earlier profile.
   * @param overrides variables that differ from it
   */
  plan: (profile: string | undefined, overrides?: Env) => Plan
  /** The plan for this request alone, without the command line's options. */
  planFor: (request: PlanRequest, overrides?: Env) => Plan
  cache: () => SessionCache
  /** Writes what AWS answered to the history; never fails. */
  record: Recorder
  /** How stores are opened in this run, for commands that manage stores. */
  storeOptions: SelectOptions
  /** Carries out a plan, with the prompts that it needs. */
  credentials: (plan: Plan, overrides?: CredentialsOptions) => Promise<Credentials | Session>
  /** The same for an SDK: messages appear only on failure, and recent failures are reused. */
  credentialsForSdk: (plan: Plan) => Promise<Credentials>
  /** The same for the clients of a server, again and again. */
  credentialsForServer: (plan: Plan, request: ForServer) => Promise<Credentials | Session>
}

/** A request of `serve` for one of its profiles. */
export interface ForServer extends ServerRequest {
  /** Seconds that the session must still be valid. */
  minTtl: number
  notify: (message: string) => void
}
