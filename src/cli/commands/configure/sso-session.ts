import { editSsoSession } from '../../../aws-files/edit.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { regionInUrl } from '../../../signin/identity-center/start-url.js'
import { shownDiff } from '../../ui/diff.js'
import type { ConfigurePrompts } from '../../ui/prompts.js'
import { REGION } from './answers.js'
import type { configureSpec } from './spec.js'

type Options = OptionsOf<typeof configureSpec>

/** Whether the options describe an `[sso-session]` instead of a profile. */
export const wantsSsoSession = ({ ssoSession, ssoStartUrl, ssoRegion }: Options): boolean =>
  [ssoSession, ssoStartUrl, ssoRegion].some((value) => value !== undefined)

/** Options of a profile, which an `[sso-session]` does not have. */
const OF_PROFILES = [
  ...['roleArn', 'sourceProfile', 'credentialSource', 'mfaSerial', 'externalId', 'sessionName'],
  ...['duration', 'region', 'unset', 'adopt'],
] as const

/**
 * Adds or edits an `[sso-session]`: asks for what no option gave, shows the difference, and writes.
 * @param prompts undefined if the user cannot be prompted
 */
export async function configureSsoSession(
  profile: string | undefined,
  options: Options,
  context: CommandContext,
  prompts: ConfigurePrompts | undefined,
): Promise<number> {
  const name = options.ssoSession
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
  const write = (text: string): string =>
    editSsoSession(text, name, {
      ...{ sso_start_url: startUrl, sso_region: region },
      // Without a scope the AWS CLI asks for, a sign-in by it could not be renewed.
      ...(section ? {} : { sso_registration_scopes: 'sso:account:access' }),
    })
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
  return 0
}

function urlFault(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isGood = url?.protocol === 'https:' && !url.username && !/\s/.test(text)
  return isGood
    ? undefined
    : 'enter the URL of the access portal, such as https://corp.awsapps.com/start'
}

const regionFault = (text: string): string | undefined =>
  REGION.test(text) ? undefined : 'enter a region such as eu-west-1'
