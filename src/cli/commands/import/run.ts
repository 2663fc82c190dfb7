import { FILE_KINDS } from '../../../aws-files/section-header.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { openKeyStore } from '../../keys/key-store.js'
import { typedCommand } from '../../typed-command.js'
import { shownDiff } from '../../ui/diff.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import type { Importer, ImportOptions } from './importer.js'
import { IMPORTERS } from './importers.js'
import { moveKey } from './move-key.js'
import { plannedMoves, type Move, type Moves } from './plan-moves.js'
import { importSpec } from './spec.js'

/**
 * Moves or copies keys, one after the other. A key that cannot be stored stays where it is, and
 * does not stop the others.
 */
export const run: Run<typeof importSpec> = async ({ args: [words], options }, context) => {
  const { notify } = context
  const importer = IMPORTERS[options.from ?? 'credentials']
  refuseMisplaced(words, options, context)
  const found = await importer.find({ words, options }, context)
  const planned = plannedMoves(found, importer, options, context)
  const { moves, failures } = planned
  if (moves.length === 0) {
    if (failures.length === 0) notify(`nothing to do: ${found.nothing}`)
    return ended(failures, context)
  }
  const names = moves.map(({ served }) => served.profile).join(', ')
  showDiffs(planned, options, context)
  const verb = options.keep ? 'store' : importer.verb
  if (options.dryRun) {
    notify(`would ${verb} the keys of: ${names}`)
    return ended(failures, context)
  }
  if (!options.yes) await askUser(`${capitalised(verb)} the keys of ${names}?`, context)
  const done = await moveAll(planned, importer, options, context)
  if (done.length > 0) {
    for (const advice of importer.advice(
      done.map(({ found }) => found),
      context,
    ))
      notify(advice)
  }
  return ended(failures, context)
}

/** Stores each key; a failure is added to those of the plan. @returns what was done */
async function moveAll(
  { moves, failures }: Moves,
  importer: Importer,
  options: ImportOptions,
  context: CommandContext,
): Promise<Move[]> {
  const store = await openKeyStore(context)
  const done: Move[] = []
  try {
    for (const move of moves) {
      try {
        await moveKey(move, importer, store, options, context)
        done.push(move)
      } catch (error) {
        if (!isRolecallError(error) || error.code === 'interrupted') throw error
        failures.push(error)
      }
    }
  } finally {
    store.close()
  }
  return done
}

function showDiffs({ after }: Moves, options: ImportOptions, context: CommandContext): void {
  if (options.keep) return
  const { stdout, stderr } = context.host.streams
  const out = options.dryRun ? stdout : stderr
  const before = context.files()
  for (const kind of FILE_KINDS) {
    out.write(shownDiff(before[kind].text, after[kind].text, before[kind].path, out))
  }
}

/** Prints all failures but the first, which it throws: it decides the exit status. */
function ended([first, ...others]: readonly RolecallError[], context: CommandContext): 0 {
  others.forEach(context.printError)
  if (first) throw first
  return 0
}

/** Whether a word is an option whose value follows it. */
const hasValue = (word = ''): boolean =>
  importSpec.options.some(({ syntax }) => syntax.startsWith(`${word} <`))

/** @throws RolecallError 'usage' for a source without --from, and a flag that it has no use for */
function refuseMisplaced(
  [word = '']: readonly string[],
  options: ImportOptions,
  { files, host }: CommandContext,
): void {
  const { backend, as, from = 'credentials' } = options
  const isPlace = options.from === undefined && Object.hasOwn(IMPORTERS, word)
  if (isPlace && !files().profile(word)) {
    const place = host.argv.findIndex((each, at) => each === word && !hasValue(host.argv[at - 1]))
    throw new RolecallError('usage', `${word} is not a profile, but a value of --from`, {
      hint: typedCommand({ argv: host.argv.toSpliced(place, 1) }, '--from', word),
    })
  }
  if (as !== undefined && from === 'credentials') {
    throw new RolecallError('usage', '--as cannot rename a key of the AWS files', {
      hint: 'its role profiles name it as source_profile',
    })
  }
  if (backend === undefined || from === 'aws-vault' || from === 'granted') return
  throw new RolecallError('usage', '--backend needs --from aws-vault or --from granted', {
    hint: 'see rolecall import --help',
  })
}

/** @throws RolecallError 'interrupted' if the user declines */
async function askUser(question: string, context: CommandContext): Promise<void> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) return
  const { configurePrompts } = await import('../../ui/prompts.js')
  try {
    if (await configurePrompts(streams).yes(question)) return
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
  } finally {
    streams.close()
  }
  throw new RolecallError('interrupted', 'nothing was changed')
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
