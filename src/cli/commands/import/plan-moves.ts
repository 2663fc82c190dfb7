import { processCommand } from '../../../aws-files/adopt/process-command.js'
import type { AwsFiles } from '../../../aws-files/aws-files.js'
import type { ServedKey } from '../../../aws-files/serve-key.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { keyEntry } from '../../../secrets/keys.js'
import { selfCommand } from '../../../system/process/self-command.js'
import type { CommandContext } from '../../context.js'
import { planWithKey } from '../../keys/key-plan.js'
import type { FoundKeys, FoundKey, Importer, ImportOptions } from './importer.js'
import { withTexts } from './key-in-files.js'

/** A key to store, and the profile that gets it. */
export interface Move {
  found: FoundKey
  served: ServedKey
}

/** What is going to happen. */
export interface Moves {
  moves: Move[]
  /** The AWS files afterwards. */
  after: AwsFiles
  failures: RolecallError[]
}

/**
 * Decides which of the keys that were found can be stored, without asking AWS or the store. A key
 * of the AWS files that cannot be moved is skipped with a note, unless the user named it.
 */
export function plannedMoves(
  found: FoundKeys,
  { change, verb }: Importer,
  options: ImportOptions,
  context: CommandContext,
): Moves {
  const { host, notify } = context
  const install = !options.dryRun && !options.keep && found.keys.length > 0
  const program = selfCommand(host, { install })
  const all: Moves = { moves: [], after: context.files(), failures: [...found.failures] }
  for (const each of renamed(found, options)) {
    const { profile, key } = each
    const command = processCommand(program, profile, host.platform)
    const replaces = verb === 'copy' && options.replace === true
    const served: ServedKey = {
      ...{ profile, command, replaces },
      ...(verb === 'copy' ? { elsewhere: elsewhere(each, options) } : {}),
    }
    try {
      refuseToReplace(each, options, context)
      const texts = change(all.after, each, served)
      planWithKey(profile, key.accessKeyId, { files: all.after, texts }, host)
      all.after = withTexts(all.after, texts)
      all.moves.push({ found: each, served })
    } catch (error) {
      if (!isRolecallError(error)) throw error
      if (found.areNamed) all.failures.push(asNameHint(error, each, options))
      else notify(`skipped ${profile}: ${error.message}`)
    }
  }
  return all
}

/** @throws RolecallError 'usage' if several keys were to be given to one profile */
function renamed({ keys }: FoundKeys, { as }: ImportOptions): FoundKey[] {
  if (as === undefined) return keys
  if (keys.length <= 1) return keys.map((key) => ({ ...key, profile: as }))
  throw new RolecallError('usage', `--as imports a single key, but ${keys.length} were found`, {
    hint: `name one of them: ${keys.map(({ name }) => name).join(', ')}`,
  })
}

/** @throws RolecallError 'config' if another key is stored for the profile */
function refuseToReplace(
  { profile, key: { accessKeyId }, place }: FoundKey,
  { replace, from = 'credentials' }: ImportOptions,
  { host }: CommandContext,
): void {
  const stored = keyEntry(profile, host)
  if (!stored || stored.accessKeyId === accessKeyId || replace) return
  const other = place === 'its file' ? 'the file' : (place ?? 'standard input')
  const what = `the key ${stored.accessKeyId} is stored for ${profile}, and ${other} has another`
  throw new RolecallError('config', what, {
    hint: `to store that one instead: rolecall import ${shellWord(profile)} --from ${from} --replace; to keep both: --as NAME`,
  })
}

/** The words of the command line that give a key to another profile. */
const elsewhere = ({ name, profile }: FoundKey, { from }: ImportOptions): string =>
  from === 'csv'
    ? `import ${shellWord(`${profile}-key`)} --from csv FILE`
    : `import ${shellWord(name)} --from ${from} --as ${shellWord(`${profile}-key`)}`

/** A key may have a name that no profile can have. */
function asNameHint(error: RolecallError, found: FoundKey, options: ImportOptions): RolecallError {
  if (error.code !== 'usage' || options.from === 'csv') return error
  return new RolecallError('config', error.message, {
    hint: `give the key to another profile: rolecall import ${shellWord(found.name)} --from ${options.from} --as NAME`,
    cause: error,
  })
}
