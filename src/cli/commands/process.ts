import { RolecallError } from '../../core/errors.js'
import { processJson } from '../../emit/process.js'
import type { Run } from '../command.js'
import { text } from '../options.js'

/** A miss of `process`: hits never come here (hot-path.ts). */
export const run: Run = async ({ words, options }, deps) => {
  const [word] = words as [string | undefined]
  const flag = text(options, 'profile')
  if (word !== undefined && flag !== undefined && word !== flag) {
    throw new RolecallError('usage', `two profiles were named: ${word} and ${flag}`, {
      hint: 'name the profile once',
    })
  }
  const plan = deps.plan(word ?? flag)
  deps.out(processJson(await deps.credentialsForSdk(plan)))
  return 0
}
