import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import { rotationOf } from '../../../secrets/rotations.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { rotateKey } from '../../keys/rotation/rotate-key.js'
import type { Rotated } from '../../keys/rotation/work.js'
import { durationFlag, namedProfiles } from '../../parse-options.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import type { rotateSpec } from './spec.js'
import { chosenKeys } from './choose-keys.js'
import { refuseUnfit } from './refuse-unfit.js'

/** Rotates keys one after the other. One that cannot be rotated does not stop the others. */
export const run: Run<typeof rotateSpec> = async ({ args, options }, context) => {
  const { notify } = context
  const minAgeMs = (durationFlag('--older-than', options.olderThan) ?? 0) * 1000
  const names = new Set(namedProfiles(args, options))
  const entries = await chosenKeys([...names], options.all === true, context)
  const due = entries.filter((entry) => !isYoung(entry, minAgeMs, context))
  for (const { profile } of entries.filter((each) => !due.includes(each))) {
    notify(`nothing to do: the key of ${profile} is younger than ${options.olderThan}`)
  }
  if (due.length > 0 && !options.yes) await askUser(due, context)
  const done: Rotated[] = []
  const failures: RolecallError[] = []
  const rotation = {
    ...{ deletesOld: options.deleteOld === true, minAgeMs },
    deletesInactive: options.deleteInactive === true,
  }
  for (const entry of due) {
    const { profile } = entry
    // Another profile had the same key, so that this one is rotated with it.
    if (done.some(({ profiles }) => profiles.includes(profile))) continue
    try {
      refuseUnfit(entry, context)
      const result = await rotateKey(entry, rotation, context)
      if (typeof result === 'string') notify(`nothing to do: ${profile}: ${result}`)
      else done.push(result)
    } catch (error) {
      if (!isRolecallError(error) || error.code === 'interrupted') throw error
      failures.push(error)
    }
  }
  if (options.json) context.print(`${jsonText(done)}\n`)
  const [first, ...others] = failures
  others.forEach(context.printError)
  if (first) throw first
  return 0
}

/**
 * Whether the index alone shows that the key is younger. If it does not, IAM is asked. A rotation
 * that was interrupted is finished whatever the age.
 */
function isYoung(
  { accessKeyId, created }: IndexEntry<'key'>,
  minAgeMs: number,
  { host }: CommandContext,
): boolean {
  if (created === undefined || rotationOf(accessKeyId, host)) return false
  return host.now().at - Date.parse(created) < minAgeMs
}

/** @throws RolecallError 'interrupted' if the user declines */
async function askUser(
  entries: readonly IndexEntry<'key'>[],
  context: CommandContext,
): Promise<void> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) return
  const { configurePrompts } = await import('../../ui/prompts.js')
  const which = entries.map(({ profile, accessKeyId }) => `${accessKeyId} of ${profile}`).join(', ')
  try {
    const question = `Rotate ${which}? Copies of it elsewhere stop working.`
    if (await configurePrompts(streams).yes(question)) return
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
  } finally {
    streams.close()
  }
  throw new RolecallError('interrupted', 'nothing was rotated')
}
