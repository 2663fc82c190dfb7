import { processJson } from '../../../emit/process.js'
import type { Run } from '../../command-types.js'
import { namedProfile } from '../../parse-options.js'
import type { processSpec } from './spec.js'

/** Runs unless entry/cached-process.ts has answered: that file answers plain hits only. */
export const run: Run<typeof processSpec> = async ({ args, options }, context) => {
  const plan = context.plan(namedProfile(args, options))
  context.print(processJson(await context.credentialsForSdk(plan)))
  return 0
}
