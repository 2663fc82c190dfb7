import { processJson } from '../../../emit/process.js'
import type { Run } from '../../command-types.js'
import { namedProfile } from '../../parse-options.js'
import type { processSpec } from './spec.js'

/** A cache miss of `process`; entry/cached-process.ts answers hits. */
export const run: Run<typeof processSpec> = async ({ args, options }, context) => {
  const plan = context.plan(namedProfile(args, options))
  context.print(processJson(await context.credentialsForSdk(plan)))
  return 0
}
