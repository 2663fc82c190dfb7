import { processJson } from '../../../emit/process.js'
import type { Run } from '../../command.js'
import { namedProfile } from '../../options.js'

/** A miss of `process`: hits never come here (hot-path.ts). */
export const run: Run = async ({ words, options }, deps) => {
  const plan = deps.plan(namedProfile(words, options))
  deps.out(processJson(await deps.credentialsForSdk(plan)))
  return 0
}
