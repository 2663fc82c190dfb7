import { readProfile } from '../../../aws-files/profile.js'
import { loadProfile } from '../../../aws-files/load-profile.js'
import { isRolecallError, RolecallError, unlessRefused } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import { shellWord } from '../../../core/shell-word.js'
import { keyEntry } from '../../../secrets/keys.js'
import { rotationOf } from '../../../secrets/rotations.js'
import { listIndexEntries, type IndexEntry } from '../../../secrets/secret-index.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { OptionsOf, Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { userNameOf } from '../../keys/own-key-call.js'
import { rotateKey } from '../../keys/rotation/rotate-key.js'
import type { Rotated } from '../../keys/rotation/work.js'
import { durationFlag, namedProfiles } from '../../parse-options.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import type { rotateSpec } from './spec.js'

type Options = OptionsOf<typeof rotateSpec>

/** Rotates keys one after the other. One that cannot be rotated does not stop the others. */
export const run: Run<typeof rotateSpec> = async ({ args, options }, context) => {
  const { notify } = context
  const minAgeMs = (durationFlag('--older-than', options.olderThan) ?? 0) * 1000
  const names = new Set(namedProfiles(args, options))
  const entries = await chosenKeys([...names], options, context)
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

/** @throws RolecallError 'usage' if no key was named; 'config' for one that is not stored */
async function chosenKeys(
  names: readonly string[],
  { all = false }: Options,
  context: CommandContext,
): Promise<IndexEntry<'key'>[]> {
  const stored = listIndexEntries('key', context.host.paths.state)
  if (names.length > 0 && all) {
    throw new RolecallError('usage', 'profiles and --all cannot be combined', {
      hint: 'rolecall rotate --all rotates every stored key',
    })
  }
  if (stored.length === 0 && names.length === 0) {
    throw new RolecallError('config', 'no key is stored', {
      hint: 'to store one: rolecall add NAME, or rolecall import --from credentials',
    })
  }
  const byName = [...stored].sort((a, b) => a.profile.localeCompare(b.profile))
  if (all) return byName
  if (names.length > 0) return names.map((name) => storedKey(name, context))
  return [await pickKey(byName, context)]
}

/** @throws RolecallError 'config' that says where the key of the profile is instead */
function storedKey(profile: string, context: CommandContext): IndexEntry<'key'> {
  const entry = keyEntry(profile, context.host)
  if (entry) return entry
  const files = context.files()
  loadProfile(files, profile)
  const source = unlessRefused(() => context.planFor({ profile, ownUse: true }))?.source
  const hint =
    source?.kind === 'stored-key'
      ? `it uses the key of ${source.profile}: rolecall rotate ${shellWord(source.profile)}`
      : source?.kind === 'static'
        ? `its key is in ${source.file}; to store it: rolecall import ${shellWord(source.profile)} --from credentials`
        : 'rolecall keys lists the stored keys'
  throw new RolecallError('config', `no key of profile ${profile} is stored`, { hint })
}

/** @throws RolecallError 'usage' without a terminal; 'interrupted' if the user declines */
async function pickKey(
  stored: readonly IndexEntry<'key'>[],
  context: CommandContext,
): Promise<IndexEntry<'key'>> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) {
    throw new RolecallError('usage', 'no profile was given', {
      hint: 'name the profile whose key is rotated: rolecall rotate NAME; or all: rolecall rotate --all',
    })
  }
  const { configurePrompts } = await import('../../ui/prompts.js')
  try {
    const choices = stored.map(({ profile, accessKeyId }) => ({
      name: `${profile} (${accessKeyId})`,
      value: profile,
    }))
    const chosen = await configurePrompts(streams).choice('Key to rotate', choices)
    const entry = stored.find(({ profile }) => profile === chosen)
    if (entry) return entry
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
  } finally {
    streams.close()
  }
  throw new RolecallError('interrupted', 'nothing was rotated')
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

/** @throws RolecallError 'config' for a key that cannot be rotated, or whose copy would be dead */
function refuseUnfit(
  { profile, accessKeyId, arn }: IndexEntry<'key'>,
  context: CommandContext,
): void {
  if (arn?.endsWith(':root')) {
    throw new RolecallError('config', `${accessKeyId} is a key of the root user`, {
      hint: 'delete it in the console, and store a key of an IAM user: rolecall add NAME',
    })
  }
  if (arn === undefined || userNameOf(arn) === undefined) {
    throw new RolecallError('config', `the user of ${accessKeyId} is not known`, {
      hint: `store the key again, and let AWS say whose it is: rolecall add ${shellWord(profile)} --replace`,
    })
  }
  const files = context.files()
  for (const name of files.profileNames()) {
    const present = unlessRefused(() => readProfile(files, name))
    if (present?.get('aws_access_key_id') !== accessKeyId) continue
    const file = present.fileOf('aws_access_key_id') ?? ''
    const what = `${accessKeyId} is also in ${file}, for ${name}, and would stop working there`
    throw new RolecallError('config', what, {
      hint: `take it out of the file first: rolecall import ${shellWord(name)} --from credentials`,
    })
  }
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
