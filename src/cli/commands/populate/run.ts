import { adopt } from '../../../aws-files/adopt/adopt.js'
import { processCommand } from '../../../aws-files/adopt/process-command.js'
import { parseAwsFiles, type AwsFiles } from '../../../aws-files/aws-files.js'
import { DEFAULT_TEMPLATE } from '../../../aws-files/populate/names.js'
import { populate, unpopulate, type PopulateResult } from '../../../aws-files/populate/populate.js'
import { originOf } from '../../../aws-files/populate/populated-profile.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import { selfCommand } from '../../../system/process/self-command.js'
import type { OptionsOf, Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { enumerate } from '../../enumerate.js'
import { findAssignments } from '../../identity-center/find-assignments.js'
import { findPlace } from '../../identity-center/find-place.js'
import { shownDiff } from '../../ui/diff.js'
import type { populateSpec } from './spec.js'

type Options = OptionsOf<typeof populateSpec>

export const run: Run<typeof populateSpec> = async ({ args: [word], options }, context) => {
  refuseContradiction(options)
  const place = await findPlace(word, options.ssoRegion, context)
  const write = options.remove
    ? (files: AwsFiles): PopulateResult => unpopulate(files, place)
    : await populating()
  const files = context.files()
  const result = write(files)
  if (options.dryRun) {
    const { path, text } = files.config
    context.print(shownDiff(text, result.text, path, context.host.streams.stdout))
  } else if (result.text !== files.config.text) {
    // The file may have changed since it was read, for example by a second populate.
    await editFile(files.config.path, context.host, (text) => write(withText(files, text)).text)
  }
  notifyResult(result, originOf(place), options, context)
  return 0

  async function populating(): Promise<(files: AwsFiles) => PopulateResult> {
    const list = await findAssignments(place, context, {
      ...{ command: 'populate', isFresh: true, useDevice: options.device },
    })
    const { template = DEFAULT_TEMPLATE, prefix = '', region, prune = false } = options
    return (now) => {
      const written = populate(now, list, { template, prefix, region, prune })
      return options.adopt ? adopted(written, now, context, options) : written
    }
  }
}

function refuseContradiction(options: Options): void {
  const others = ['template', 'prefix', 'region', 'prune', 'adopt'] as const
  const other = others.find((name) => options[name] !== undefined)
  if (!options.remove || other === undefined) return
  throw new RolecallError('usage', `--remove cannot be combined with --${other}`, {
    hint: 'first remove the profiles, then write them again',
  })
}

const withText = (files: AwsFiles, text: string): AwsFiles =>
  parseAwsFiles({ path: files.config.path, text }, files.credentials, files.evidence)

/** The result with its new profiles adopted as well. */
function adopted(
  result: PopulateResult,
  files: AwsFiles,
  { host }: CommandContext,
  { dryRun = false }: Options,
): PopulateResult {
  if (result.added.length === 0) return result
  const program = selfCommand(host, { install: !dryRun })
  const command = (profile: string): string => processCommand(program, profile, host.platform)
  const { texts } = adopt(withText(files, result.text), result.added, command)
  return { ...result, text: texts.config }
}

function notifyResult(
  result: PopulateResult,
  origin: string,
  { dryRun, remove }: Options,
  { notify }: CommandContext,
): void {
  const { added, present, changed, pruned, orphans, kept, taken } = result
  const say = (words: string, names: readonly string[]): void => {
    if (names.length > 0) notify(`${words}: ${enumerate(names)}`)
  }
  const would = dryRun ? 'would be ' : ''
  say(`${would}added`, added)
  say(`${would}changed to the account or role that has the name now`, changed)
  say(`${would}removed`, pruned)
  say('kept, because they have other lines', kept)
  say('skipped, because another profile has the name (use --template or --prefix)', taken)
  say('not assigned to you any more (--prune removes them)', orphans)
  const isNothing = [added, changed, pruned].every((names) => names.length === 0)
  if (isNothing) {
    const reason = remove ? 'populate wrote no profile' : `${present.length} profiles are there`
    if (kept.length + taken.length === 0) notify(`nothing to do: ${reason}`)
  } else if (!dryRun && !remove) {
    notify(`to undo this: rolecall populate ${shellWord(origin)} --remove`)
  }
}
