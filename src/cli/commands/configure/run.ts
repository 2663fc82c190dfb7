import { NO_AGENTS } from '../../../core/agents/agent.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { parseAwsFiles, type AwsFiles } from '../../../aws-files/aws-files.js'
import { isUsableByName } from '../../../aws-files/adopt/usable-by-name.js'
import { configureProfile, type Configuration } from '../../../aws-files/configure.js'
import type { Changes } from '../../../aws-files/edit.js'
import { processCommand } from '../../../aws-files/adopt/process-command.js'
import { readProfile } from '../../../aws-files/profile.js'
import { resolvePlan } from '../../../plan/resolve.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import type { Host } from '../../../system/host.js'
import { selfCommand } from '../../../system/process/self-command.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { ParsedArgs, Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { namedProfile } from '../../parse-options.js'
import { shownDiff } from '../../ui/diff.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import type { ConfigurePrompts } from '../../ui/prompts.js'
import { answersIn, changesBy } from './answers.js'
import { interview } from './interview.js'
import type { configureSpec } from './spec.js'
import { configureSsoSession, prefersSso, wantsSsoSession, type FollowUp } from './sso-session.js'
import { wantsKube } from './wants-kube.js'

export const run: Run<typeof configureSpec> = async (parsed, context) => {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) return follow(await configure(parsed, context, undefined))
  const { configurePrompts } = await import('../../ui/prompts.js')
  let ending: number | FollowUp
  try {
    ending = await configure(parsed, context, configurePrompts(streams))
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
    throw new RolecallError('interrupted', 'nothing was written')
  } finally {
    streams.close()
  }
  return follow(ending)
}

/** A sign-in has messages of its own, for which the terminal must be free. */
const follow = (ending: number | FollowUp): number | Promise<number> =>
  typeof ending === 'number' ? ending : ending()

/** @param prompts undefined if the user cannot be prompted: the options are written as they are */
async function configure(
  { args, options }: ParsedArgs<typeof configureSpec>,
  context: CommandContext,
  prompts: ConfigurePrompts | undefined,
): Promise<number | FollowUp> {
  const { host } = context
  const files = context.files()
  if (wantsKube(args, options)) {
    const { configureKube } = await import('./kube.js')
    return configureKube(args, options, context, prompts)
  }
  const [first, second] = args
  if (second !== undefined) {
    throw new RolecallError('usage', `two profiles were given: ${first ?? ''} and ${second}`, {
      hint: 'give the profile once',
    })
  }
  const named = namedProfile([first], options)
  const isOffered = named === undefined && !wantsSsoSession(options)
  if (wantsSsoSession(options) || (isOffered && (await prefersSso(options, prompts)))) {
    return configureSsoSession(named, options, context, prompts)
  }
  const profile =
    named ??
    (await prompts?.text('Profile', undefined, (name) => (name ? undefined : 'enter a name')))
  if (profile === undefined) {
    throw new RolecallError(
      'usage',
      'no profile was given, and there is no terminal to prompt on',
      {
        hint: `give a name and the settings: rolecall configure dev ${EXAMPLE}`,
      },
    )
  }
  const current = (key: string): string | undefined => readProfile(files, profile)?.get(key)
  const given = answersIn(options)
  const hasGiven = Object.keys(given).length > 0
  const needsMore = !hasGiven || lacksSource(profile, changesBy(given, current), context)
  const interviewer = options.yes || !needsMore ? undefined : prompts
  const answers = interviewer ? await interview(given, current, interviewer, context) : given
  const wantsAdoption =
    options.adopt ??
    (!isUsableByName(files, profile) &&
      (await interviewer?.yes('Use this profile in every SDK (adds credential_process)?')))
  if (!interviewer && !hasGiven && wantsAdoption !== true) {
    throw noSettingsError(
      profile,
      options.yes ? '--yes turns prompts off' : 'there is no terminal to prompt on',
    )
  }
  const configuration: Configuration = {
    profile,
    changes: changesBy(answers, current),
    ...(wantsAdoption ? { command: processCommandLine(profile, host, options.dryRun) } : {}),
  }
  const text = configureProfile(files, configuration)
  refuseUnusable(profile, { ...files.config, text }, context)
  const { unknownRegionNote } = await import('../../../core/region-names.js')
  const note = answers['region'] === undefined ? undefined : unknownRegionNote(answers['region'])
  if (note !== undefined) context.notify(note)
  const stream = options.dryRun ? host.streams.stdout : host.streams.stderr
  const diff = shownDiff(files.config.text, text, files.config.path, stream)
  stream.write(diff)
  if (diff === '') context.notify(`nothing to do: ${profile} already matches these settings`)
  if (options.dryRun || diff === '') return 0
  if (prompts && !options.yes && !(await prompts.yes(`Write this to ${files.config.path}?`))) {
    throw new RolecallError('interrupted', 'nothing was written')
  }
  await editFile(files.config.path, host, (now) =>
    configureProfile(
      parseAwsFiles({ ...files.config, text: now }, files.credentials, files.evidence),
      configuration,
    ),
  )
  context.notify(`wrote ${profile}; to see its plan, run rolecall explain ${shellWord(profile)}`)
  return 0
}

/** Options of a profile with a role. */
const EXAMPLE = '--role-arn arn:aws:iam::123456789012:role/NAME --source-profile base'

function noSettingsError(profile: string, reason: string): RolecallError {
  return new RolecallError('usage', `no settings were given for ${profile}, and ${reason}`, {
    hint: `give its settings: rolecall configure ${shellWord(profile)} ${EXAMPLE}`,
  })
}

/** Whether the flags alone would make a role that nothing can assume. */
function lacksSource(profile: string, changes: Changes, context: CommandContext): boolean {
  const files = context.files()
  try {
    refuseUnusable(
      profile,
      { ...files.config, text: configureProfile(files, { profile, changes }) },
      context,
    )
    return false
  } catch (error) {
    return isRolecallError(error) && error.code === 'config'
  }
}

/** The line that `adopt` writes for the profile. */
function processCommandLine(profile: string, host: Host, isDryRun = false): string {
  return processCommand(selfCommand(host, { install: !isDryRun }), profile, host.platform)
}

/**
 * Refuses to write a role that cannot be assumed.
 * @throws RolecallError of the plan
 */
function refuseUnusable(
  profile: string,
  config: AwsFiles['config'],
  { files, host }: CommandContext,
): void {
  const edited = parseAwsFiles(config, files().credentials, files().evidence)
  const now = readProfile(edited, profile)
  if (!now?.get('role_arn') || now.get('credential_source')) return
  const inputs = { files: edited, env: host.env, userName: host.userName() }
  resolvePlan({ profile }, { ...inputs, agents: NO_AGENTS })
}
