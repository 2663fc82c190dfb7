import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { openAwsFiles, type AwsFiles } from '../../../aws-files/aws-files.js'
import { isUsableByName } from '../../../aws-files/adopt/usable-by-name.js'
import { configured, type Configuration } from '../../../aws-files/configure.js'
import { unifiedDiff } from '../../../aws-files/diff.js'
import { portableCommand } from '../../../aws-files/adopt/quote-command.js'
import { readProfile } from '../../../aws-files/profile.js'
import { resolvePlan } from '../../../plan/resolve.js'
import { editFile } from '../../../system/files/edit-file.js'
import { selfCommand } from '../../../system/process/self-command.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { ParsedArgs, Run } from '../../command.js'
import { answersIn, changesBy } from './answers.js'
import { interview } from './interview.js'
import type { CommandContext } from '../../context.js'
import { namedProfile } from '../../options.js'
import { styledDiff } from '../../ui/diff.js'
import type { Questions } from './prompts.js'
import { isEnded } from '../../ui/prompt-cancelled.js'

export const run: Run = async (input, context) => {
  const streams = input.options['input'] === false ? undefined : openPromptStreams(context.host)
  if (!streams) return configure(input, context, undefined)
  const { questionsOn } = await import('./prompts.js')
  try {
    return await configure(input, context, questionsOn(streams))
  } catch (error) {
    if (!isEnded(error)) throw error
    throw new RolecallError('interrupted', 'nothing was written')
  } finally {
    streams.close()
  }
}

/** @param ask undefined where nobody can be asked: then the flags are all there is, and are written */
async function configure(
  { args, options }: ParsedArgs,
  context: CommandContext,
  ask: Questions | undefined,
): Promise<number> {
  const { host } = context
  const files = context.files()
  const profile =
    namedProfile(args, options) ??
    (await ask?.text('Profile', undefined, (name) => (name === '' ? 'it needs a name' : undefined)))
  if (profile === undefined) {
    throw new RolecallError('usage', 'no profile is named, and nobody can be asked', {
      hint: 'name it, and what it shall say: rolecall configure dev --role-arn …',
    })
  }
  const current = (key: string): string | undefined => readProfile(files, profile)?.get(key)
  const given = answersIn(options)
  const asking = options['yes'] === true || Object.keys(given).length > 0 ? undefined : ask
  const answers = asking ? await interview(given, current, asking, context) : given
  const wantsAdoption =
    options['adopt'] ??
    (!isUsableByName(files, profile) &&
      (await asking?.yes('Let every SDK ask rolecall for it (credential_process)?')))
  if (!asking && Object.keys(given).length === 0 && wantsAdoption !== true) {
    throw new RolecallError('usage', `nothing is said of ${profile}, and nobody is asked`, {
      hint: `say what it shall hold: rolecall configure ${shellWord(profile)} --role-arn … --source-profile …`,
    })
  }
  const configuration: Configuration = {
    profile,
    changes: changesBy(answers, current),
    ...(wantsAdoption === true ? { command: commandFor(profile, host.platform) } : {}),
  }
  const text = configured(files, configuration)
  refuseUnusable(profile, { ...files.config, text }, context)
  const diff = unifiedDiff(files.config.text, text, files.config.path)
  const dryRun = options['dryRun'] === true
  const stream = dryRun ? host.streams.stdout : host.streams.stderr
  stream.write(styledDiff(diff, stream))
  if (diff === '') context.notify(`${profile} says all that already`)
  if (dryRun || diff === '') return 0
  if (ask && options['yes'] !== true && !(await ask.yes(`Write this to ${files.config.path}?`))) {
    throw new RolecallError('interrupted', 'nothing was written')
  }
  await editFile(files.config.path, host, (now) =>
    configured(openAwsFiles({ ...files.config, text: now }, files.credentials), configuration),
  )
  context.notify(`wrote ${profile}; rolecall explain ${shellWord(profile)} shows what it does`)
  return 0
}

function commandFor(profile: string, platform: NodeJS.Platform): string {
  return portableCommand([...selfCommand({ platform }), 'process', '--profile', profile], platform)
}

/** A role that could not be assumed is not written: the plan's own errors say what is wrong with it. */
function refuseUnusable(
  profile: string,
  config: AwsFiles['config'],
  { files, host }: CommandContext,
): void {
  const edited = openAwsFiles(config, files().credentials)
  const now = readProfile(edited, profile)
  if (!now?.get('role_arn') || now.get('credential_source')) return
  resolvePlan({ profile }, { files: edited, env: host.env, userName: host.userName() })
}
