import type { CodeProgram } from '../core/code-program.js'
import type { Host } from '../system/host.js'

/** What an MFA code is needed for. */
export interface CodeRequest {
  /** ARN of a virtual device, or serial number of a hardware device. */
  serial: string
  /** For the prompt: `admin in 210987654321`. */
  purpose: string
  /**
   * For the hint: the `rolecall login` after which the same request needs no code. Undefined if the
   * request does not read its result from the cache.
   */
  login?: string | undefined
  /** The code given by `--mfa-code`, or by {@link flag}. */
  given?: string | undefined
  /** Name of the flag in messages, if not `--mfa-code` (`rolecall sts` has `--token-code`). */
  flag?: string | undefined
  /** A shell command that prints a code. */
  mfaProcess?: string | undefined
  /** A program that prints a code, known by its name. */
  mfaProgram?: CodeProgram | undefined
  /** True if the profile says that the seed is stored. */
  mfaSeed?: boolean | undefined
  /** Counts from 1. A code from a flag or the environment only serves the first attempt. */
  attempt: number
  /** Why AWS refused the code before, lower case. */
  refusal?: string | undefined
  /** AWS's clock minus the local one, as that refusal was dated: milliseconds. */
  clockOffsetMs?: number | undefined
  /** Why a code is needed although there is an MFA session, lower case. */
  reason?: string | undefined
}

/** A request with everything that the sources of codes need to answer it. */
export interface CodeContext {
  request: CodeRequest
  host: Host
  /** False: the user is not prompted (`--no-input`). */
  mayPrompt: boolean
  /** @returns milliseconds until the code must be there */
  left: () => number
  /**
   * Reads the stored seed of a device, in Base32.
   * @throws RolecallError 'keychain' if the store fails
   */
  seeds?: ((serial: string) => Promise<string | undefined>) | undefined
}
