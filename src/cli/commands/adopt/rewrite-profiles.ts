import { RolecallError } from '../../../core/errors.js'
import type { EditedProfiles, ProfileSelection } from '../../../aws-files/adopt/edit-profiles.js'
import { parseAwsFiles, type AwsFiles } from '../../../aws-files/aws-files.js'
import { shellWord } from '../../../core/shell-word.js'
import { FILE_KINDS } from '../../../aws-files/section-header.js'
import { backupOf } from '../../../system/files/aws/edit-backup.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import type { ParsedArgs } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { namedProfiles } from '../../parse-options.js'
import { enumerate } from '../../enumerate.js'
import { shownDiff } from '../../ui/diff.js'
import type { ejectSpec } from '../eject/spec.js'

type Verb = 'adopt' | 'eject'

/**
 * What adopt and eject share: selects profiles, then prints the diff or writes the files.
 * @param notes what else the user should know of the result
 */
export async function rewriteProfiles(
  { args, options }: Pick<ParsedArgs<typeof ejectSpec>, 'args' | 'options'>,
  context: CommandContext,
  rewrite: (files: AwsFiles, selection: ProfileSelection) => EditedProfiles,
  verb: Verb,
  notes: (result: EditedProfiles) => readonly string[] = () => [],
): Promise<number> {
  const selection = selectedProfiles(namedProfiles(args, options), options.all)
  const files = context.files()
  const result = rewrite(files, selection)
  const touched = FILE_KINDS.filter((kind) => result.texts[kind] !== files[kind].text)
  for (const kind of touched) {
    const { path, text } = files[kind]
    if (options.dryRun) {
      context.print(shownDiff(text, result.texts[kind], path, context.host.streams.stdout))
    } else {
      await editFile(path, context.host, (textNow) => {
        const now = { ...files, [kind]: { path, text: textNow } }
        return rewrite(parseAwsFiles(now.config, now.credentials, files.evidence), selection).texts[
          kind
        ]
      })
    }
  }
  notifyResult(result, verb, options.dryRun === true, context)
  notes(result).forEach(context.notify)
  if (verb === 'adopt' && !options.dryRun) {
    notifyNextStep(
      touched.map((kind) => files[kind].path),
      result,
      context,
    )
  }
  return 0
}

/** @throws RolecallError 'usage' if there are no names without --all, or names with it */
function selectedProfiles(names: readonly string[], all = false): ProfileSelection {
  if (all && names.length === 0) return 'all'
  if (!all && names.length > 0) return names
  const message = all ? '--all cannot be combined with profile names' : 'no profile was given'
  throw new RolecallError('usage', message, {
    hint: 'give profile names or --all; rolecall list shows the profiles',
  })
}

function notifyResult(
  { changed, mended, added, skipped }: EditedProfiles,
  verb: Verb,
  isDryRun: boolean,
  { notify }: CommandContext,
): void {
  const reasons = new Set(skipped.map(({ reason }) => reason))
  for (const reason of reasons) {
    const names = skipped.filter((each) => each.reason === reason).map(({ profile }) => profile)
    notify(`skipped (${reason}): ${enumerate(names)}`)
  }
  for (const [profile, keys] of added) {
    notify(`${profile} has ${enumerate(keys)} from include_profile, which SDKs ignore: added to it`)
  }
  const rewritten = changed.filter((profile) => !mended.includes(profile))
  if (changed.length === 0) notify(`nothing to do: no profile to ${verb}`)
  const say = (done: string, would: string, names: readonly string[]): void => {
    if (names.length > 0) notify(`${isDryRun ? would : done}: ${enumerate(names)}`)
  }
  say('repaired, so that SDKs find rolecall again', 'would repair', mended)
  say(`${verb}ed`, `would ${verb}`, rewritten)
}

/** Where the originals are, how to go back, and how to try the first profile. */
function notifyNextStep(
  touched: readonly string[],
  { changed, mended }: EditedProfiles,
  { notify }: CommandContext,
): void {
  const [first] = changed.filter((profile) => !mended.includes(profile))
  if (first === undefined) return
  const backups = touched.flatMap((path) => backupOf(path) ?? [])
  const original = backups.length > 0 ? `the original is in ${backups.join(' and ')}; ` : ''
  notify(
    `${original}to undo this: rolecall eject ${changed.length > 1 ? '--all' : shellWord(first)}`,
  )
  notify(`to try it: aws sts get-caller-identity --profile ${shellWord(first)}`)
}
