import { cliName, flagOf, isList, type Member } from '../../../sts/api/members.js'
import type { SignedBy, StsOperation } from '../../../sts/api/operation.js'
import { STS_OPERATIONS } from '../../../sts/api/operations.js'
import { FORMATS } from '../../../emit/format-names.js'
import type { CommandSpec, OptionSpec } from '../../spec.js'

const SIGNED: Readonly<Record<SignedBy, string>> = {
  source: 'Signed with the source credentials of the profile, whatever role it has.',
  'long-term': 'Signed with the long-term key of the profile: no session may ask for this.',
  session:
    'Signed as the role of the profile, or with its source credentials where it has no role.',
  nobody: 'Nobody signs this: it needs no credentials, and no profile.',
}

/** Who asks, and where. */
export const CALLER_OPTIONS: readonly OptionSpec[] = [
  {
    syntax: '--profile <name>',
    description: 'who asks (default: the credentials of the environment, else AWS_PROFILE)',
    values: 'profile',
  },
  { syntax: '--region <region>', description: 'region of STS', values: 'region' },
]

const FORMAT: OptionSpec = {
  syntax: '--format <format>',
  description: 'the credentials in this form, instead of the JSON of the AWS CLI',
  values: FORMATS,
}

const ONLINE: OptionSpec = {
  syntax: '--online',
  description: 'ask AWS, also where the id itself tells the account',
}

/** Made of the table of operations, as the calls are. */
export const stsSpec: CommandSpec = {
  name: 'sts',
  summary: 'every operation of the STS API, by the names and flags of the AWS CLI',
  description:
    'Answers are printed as the AWS CLI prints them; --format writes credentials for a shell or an SDK instead.\n' +
    'Nothing is kept: rolecall env, exec and process do these calls for you and cache what they get.',
  options: [],
  subcommands: STS_OPERATIONS.map(operationSpec),
  examples: [
    { command: 'rolecall sts assume-role --help', does: 'what one operation takes' },
    { command: 'rolecall sts get-caller-identity --profile dev', does: 'who dev is, as JSON' },
  ],
}

function operationSpec(operation: StsOperation): CommandSpec {
  const { api, summary, signer, members, givesCredentials, offline, example } = operation
  return {
    name: cliName(api),
    summary,
    description: SIGNED[signer],
    options: [
      ...members.map(memberOption),
      ...(givesCredentials ? [FORMAT] : []),
      ...(offline ? [ONLINE] : []),
      ...CALLER_OPTIONS,
    ],
    examples: [{ command: `rolecall sts ${cliName(api)} ${example}`, does: '' }],
  }
}

function memberOption(member: Member): OptionSpec {
  const value = isList(member) ? '<values...>' : '<value>'
  const required = member.required ? ' (required)' : ''
  return { syntax: `${flagOf(member)} ${value}`, description: `${member.summary}${required}` }
}
