import type { AwsFiles } from '../../../aws-files/aws-files.js'
import type { KeyPair } from '../../../aws-files/key-text.js'
import type { ServedKey } from '../../../aws-files/serve-key.js'
import type { RolecallError } from '../../../core/errors.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import type { FileTexts } from '../../keys/key-plan.js'
import type { importSpec } from './spec.js'

/** The options of `rolecall import`, whichever importer reads them. */
export type ImportOptions = OptionsOf<typeof importSpec>

/** What the user asks an importer for. */
export interface ImportRequest {
  /** The words of the command line: names of profiles; for a file, its path as the last word. */
  words: readonly string[]
  options: ImportOptions
}

/** A long-term key that was found elsewhere. */
export interface FoundKey {
  /** The profile that gets it. */
  profile: string
  /** Its name where it was found. */
  name: string
  key: KeyPair
  /** Where it is and stays, for messages: `aws-vault`. Undefined if only this process has it. */
  place?: string | undefined
}

/** What an importer has found. */
export interface FoundKeys {
  keys: FoundKey[]
  /** Why others could not be read. */
  failures: RolecallError[]
  /** Whether the user has named them, so that a key that cannot be taken is an error. */
  areNamed: boolean
  /** Why there is nothing to do, if there are no keys. */
  nothing: string
}

/** A place that access keys come from. The place is only read, except for the AWS files. */
export interface Importer {
  /** @throws RolecallError if a key that the user named cannot be read */
  find: (request: ImportRequest, context: CommandContext) => Promise<FoundKeys>
  /**
   * The AWS files once rolecall serves a key.
   * @throws RolecallError if its profile cannot have it
   */
  change: (files: AwsFiles, found: FoundKey, served: ServedKey) => FileTexts
  /** The verb of messages: keys of the AWS files are moved, all others are copied. */
  verb: 'move' | 'copy'
  /** What the user should do about the copies that remain. */
  advice: (found: readonly FoundKey[], context: CommandContext) => string[]
}
