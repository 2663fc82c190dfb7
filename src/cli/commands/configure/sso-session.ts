import { editProfile, editSsoSession } from '../../../aws-files/edit.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { regionInUrl } from '../../../signin/identity-center/start-url.js'
import { shownDiff } from '../../ui/diff.js'
import type { ConfigurePrompts } from '../../ui/prompts.js'
import { REGION } from './answers.js'
import { signInNow } from './sign-in-now.js'
import type { configureSpec } from './spec.js'

type Options = OptionsOf<typeof configureSpec>

/** Whether the options describe an `[sso-session]` instead of a profile. */
export const wantsSsoSession = ({ ssoSession, ssoStartUrl, ssoRegion }: Options): boolean =>
  [ssoSession, ssoStartUrl, ssoRegion].some((value) => value !== undefined)

/** Options of a profile, which an `[sso-session]` does not have. */
const OF_PROFILES = [
  ...['roleArn', 'sourceProfile', 'credentialSource', 'mfaSerial', 'externalId', 'sessionName'],
  ...['duration', 'unset', 'adopt'],
] as const

/** What follows the prompts, for a user of IAM Identity Center. */
export type FollowUp = () => Promise<number>

/** Whether a person who named nothing wants IAM Identity Center; false if no prompt is possible. */
export async function prefersSso(
  options: Options,
  prompts: ConfigurePrompts | undefined,
): Promise<boolean> {
  const isGiven = [...OF_PROFILES, 'region'].some(
    (key) => options[key as keyof Options] !== undefined,
  )
  if (isGiven || options.yes || options.dryRun || !prompts) return false
  const kinds = [
    { name: 'Profile of a role, which the credentials of another profile assume', value: '' },
    { name: 'IAM Identity Center (AWS SSO): all roles behind a start URL', value: 'sso' },
  ]
  return (await prompts.choice('Set up', kinds)) === 'sso'
}

/**
 * Adds or edits an `[sso-session]`: asks for what no option gave, shows the difference, and writes.
 * @param prompts undefined if the user cannot be prompted
 */
export async function configureSsoSession(
  profile: string | undefined,
  options: Options,
  context: CommandContext,
  prompts: ConfigurePrompts | undefined,
): Promise<number | FollowUp> {
  const isOffered = !wantsSsoSession(options)
  const name = isOffered
    ? await prompts?.text('Name of your choice, such as corp', undefined, nameFault)
    : options.ssoSession
  const other = OF_PROFILES.find((key) => options[key as keyof Options] !== undefined)
  if (!name || profile !== undefined || other !== undefined) {
    throw new RolecallError(
      'usage',
      '--sso-session needs a name, and cannot be combined with a profile or its keys',
      {
        hint: 'rolecall configure --sso-session corp --sso-start-url URL --sso-region REGION; then rolecall populate writes the profiles',
      },
    )
  }
  const { host, notify } = context
  const { config } = context.files()
  const section = context.files().section('sso-session', name)
  const asker = options.yes ? undefined : prompts
  const ask = async (
    given: string | undefined,
    key: string,
    question: string,
    before: string | undefined,
    check: (value: string) => string | undefined,
  ): Promise<string> => {
    const present = section?.get(key)?.value
    const value = given ?? (await asker?.text(question, present ?? before, check)) ?? present
    const fault = value === undefined ? 'is missing' : check(value)
    if (value !== undefined && fault === undefined) return value
    throw new RolecallError('usage', `${key} of [sso-session ${name}]: ${fault}`, {
      hint: 'the access portal shows the start URL and the region under "Access keys"',
    })
  }
  const startUrl = await ask(options.ssoStartUrl, 'sso_start_url', 'Start URL', undefined, urlFault)
  const found = regionInUrl(startUrl)
  const regionGiven = options.ssoRegion ?? (asker ? undefined : found)
  const question = 'Region of IAM Identity Center'
  const region = await ask(regionGiven, 'sso_region', question, found, regionFault)
  if (found !== undefined && found !== region) {
    throw new RolecallError('usage', `the start URL belongs to ${found}, not to ${region}`, {
      hint: `give --sso-region ${found}`,
    })
  }
  const defaultRegion = await askDefaultRegion(options.region, context, asker)
  const write = (text: string): string => {
    const edited = editSsoSession(text, name, {
      ...{ sso_start_url: startUrl, sso_region: region },
      // Without a scope the AWS CLI asks for, a sign-in by it could not be renewed.
      ...(section ? {} : { sso_registration_scopes: 'sso:account:access' }),
    })
    return defaultRegion
      ? editProfile(edited, 'config', 'default', { region: defaultRegion })
      : edited
  }
  const stream = options.dryRun ? host.streams.stdout : host.streams.stderr
  const diff = shownDiff(config.text, write(config.text), config.path, stream)
  stream.write(diff)
  if (diff === '') notify(`nothing to do: [sso-session ${name}] already matches these settings`)
  if (options.dryRun || diff === '') return 0
  if (asker && !(await asker.yes(`Write this to ${config.path}?`))) {
    throw new RolecallError('interrupted', 'nothing was written')
  }
  await editFile(config.path, host, write)
  const word = shellWord(name)
  notify(
    `wrote [sso-session ${name}]; rolecall accounts ${word} signs in and lists your roles, and rolecall populate ${word} writes a profile for each`,
  )
  if (!isOffered || !asker) return 0
  const next = await asker.choice('Sign in now', [
    { name: 'and list my roles, which need no profiles in rolecall', value: 'accounts' },
    { name: 'and write a profile for each role, which other programs need', value: 'populate' },
    { name: 'no, later', value: '' },
  ])
  return next === '' ? 0 : () => signInNow(next, name, defaultRegion, context)
}

/**
 * The region of `[default]`, which roles without a profile use. Without one, the AWS CLI refuses
 * most commands.
 */
async function askDefaultRegion(
  given: string | undefined,
  context: CommandContext,
  asker: ConfigurePrompts | undefined,
): Promise<string | undefined> {
  if (given === undefined && !asker) return undefined
  const check = (text: string): string | undefined => (text === '' ? undefined : regionFault(text))
  const present = context.files().profile('default')?.get('region')?.value
  const region =
    given ??
    (await asker?.text('Default region of your roles (empty for none)', present, check)) ??
    ''
  const fault = check(region)
  if (fault === undefined) return region
  throw new RolecallError('usage', `--region ${region} is not the name of a region`, {
    hint: fault,
  })
}

const nameFault = (name: string): string | undefined =>
  /^[\w.-]+$/.test(name) ? undefined : 'use letters, digits, dots, hyphens and underscores'

function urlFault(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isGood = url?.protocol === 'https:' && !url.username && !/\s/.test(text)
  return isGood
    ? undefined
    : 'enter the URL of the access portal, such as https://corp.awsapps.com/start'
}

const regionFault = (text: string): string | undefined =>
  REGION.test(text) ? undefined : 'enter a region such as eu-west-1'
