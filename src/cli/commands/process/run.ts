import { processJson } from '../../../emit/process.js'
import type { Run } from '../../command-types.js'
import { namedProfile } from '../../parse-options.js'
import type { processSpec } from './spec.js'

/** Cache misses, and calls with more flags; entry/cached-process.ts answers plain cache hits. */
export const run: Run<typeof processSpec> = async ({ args, options }, context) => {
  const plan = context.plan(namedProfile(args, options))
  context.print(processJson(await context.credentialsForSdk(plan)))
  return 0
}
