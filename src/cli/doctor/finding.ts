import type { TextEdit } from '../../aws-files/text-edit.js'
import type { AwsFileKind } from '../../aws-files/section-header.js'

/**
 * How much a finding matters. An `error`: something does not work. A `warning`: it works, but not
 * safely, or not everywhere. A `note`: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'note'

/** Something that a check has found. */
export interface Finding {
  severity: Severity
  /** What is wrong: a lower-case sentence without a full stop. */
  message: string
  /** What to do: a lower-case phrase, which {@link command} completes. */
  hint: string
  /** A whole command line for a POSIX shell that does it. */
  command: string
  /** The line of a file that the finding is about. */
  file?: { path: string; line?: number }
  /** The profiles that are concerned. */
  profiles?: readonly string[]
  /** What `--fix` does; undefined if only the user can decide. */
  fix?: Fix
}

/** A safe change that mends a finding. */
export type Fix =
  | { kind: 'edit'; file: AwsFileKind; edit: TextEdit }
  | { kind: 'mode'; path: string; mode: number }
  /** Lets `adopt` write the line of the profile again. */
  | { kind: 'adopt'; profile: string }
