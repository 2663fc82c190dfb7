import type { Ending } from '../../../system/process/ending.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import type { mfaSpec } from './spec.js'

/** The options of `rolecall mfa`, whichever subcommand has them. */
export type MfaOptions = OptionsOf<typeof mfaSpec>

/** Carries out a subcommand. @param word its argument */
export type RunMfa = (
  word: string | undefined,
  options: MfaOptions,
  context: CommandContext,
) => Promise<Ending>
