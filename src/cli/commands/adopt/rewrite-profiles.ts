import { RolecallError } from '../../../core/errors.js'
import type { RewriteResult, ProfileSelection } from '../../../aws-files/adopt/rewrite.js'
import { openAwsFiles, type AwsFiles } from '../../../aws-files/aws-files.js'
import { unifiedDiff } from '../../../aws-files/diff.js'
import { DIALECTS } from '../../../aws-files/section-header.js'
import { editFile } from '../../../system/files/edit-file.js'
import type { ParsedArgs } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { namedProfiles } from '../../options.js'
import { styledDiff } from '../../ui/diff.js'

/** What adopt and eject have in common: which profiles, the diff or the writing, and what is said of it. */
export async function turnProfiles(
  { args, options }: ParsedArgs,
  context: CommandContext,
  turn: (files: AwsFiles, wanted: ProfileSelection) => RewriteResult,
  done: string,
): Promise<number> {
  const names = namedProfiles(args, options)
  const all = options['all'] === true
  if (all === names.length > 0) {
    throw new RolecallError('usage', all ? '--all goes without names' : 'no profile was named', {
      hint: 'name profiles, or give --all; rolecall list shows what there is',
    })
  }
  const wanted = all ? 'all' : names
  const files = context.files()
  const turned = turn(files, wanted)
  const touched = DIALECTS.filter((dialect) => turned.texts[dialect] !== files[dialect].text)
  if (options['dryRun'] === true) {
    for (const dialect of touched) {
      const { path, text } = files[dialect]
      context.print(
        styledDiff(unifiedDiff(text, turned.texts[dialect], path), context.host.streams.stdout),
      )
    }
  } else {
    for (const dialect of touched) {
      const { path } = files[dialect]
      await editFile(path, context.host, (text) => {
        const now = { ...files, [dialect]: { path, text } }
        return turn(openAwsFiles(now.config, now.credentials), wanted).texts[dialect]
      })
    }
  }
  report(turned, options['dryRun'] === true ? `would be ${done}` : done, context)
  return 0
}

function report(
  { changed, skipped }: RewriteResult,
  done: string,
  { notify }: CommandContext,
): void {
  const reasons = new Set(skipped.map(({ reason }) => reason))
  for (const reason of reasons) {
    const names = skipped.filter((each) => each.reason === reason).map(({ profile }) => profile)
    notify(`left as it is, ${reason}: ${enumerate(names)}`)
  }
  notify(`${done}: ${changed.length === 0 ? 'nothing' : enumerate(changed)}`)
}

const MOST = 5

/** All of a few names, some of many. */
function enumerate(names: readonly string[]): string {
  if (names.length <= MOST) return names.join(', ')
  return `${names.slice(0, MOST - 1).join(', ')} and ${names.length - MOST + 1} more`
}
