import { processJson } from '../../../emit/process.js'
import type { Run } from '../../command.js'
import { namedProfile } from '../../options.js'

/** A miss of `process`: hits never come here (hot-path.ts). */
export const run: Run = async ({ args, options }, context) => {
  const plan = context.plan(namedProfile(args, options))
  context.print(processJson(await context.credentialsForSdk(plan)))
  return 0
}
