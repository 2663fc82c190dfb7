import { loadProfile } from '../../../aws-files/load-profile.js'
import { RolecallError, unlessRefused } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { keyEntry } from '../../../secrets/keys.js'
import { listIndexEntries, type IndexEntry } from '../../../secrets/secret-index.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { CommandContext } from '../../context.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'

/** @throws RolecallError 'usage' if no key was named; 'config' for one that is not stored */
export async function chosenKeys(
  names: readonly string[],
  all: boolean,
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
