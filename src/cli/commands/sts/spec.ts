import { cliName, flagOf, isList, type Member } from '../../../sts/api/members.js'
import type { SignedBy, StsOperation } from '../../../sts/api/operation.js'
import { STS_OPERATIONS } from '../../../sts/api/operations.js'
import { FORMATS } from '../../../emit/format-names.js'
import type { CommandSpec, OptionSpec } from '../../command-spec.js'

const SIGNATURES: Readonly<Record<SignedBy, string>> = {
  source: "Signed with the profile's source credentials, even if the profile has a role.",
  'long-term':
    "Signed with the profile's long-term access key: AWS does not accept a session for this call.",
  session: "Signed as the profile's role or, if it has none, with its source credentials.",
  unsigned: 'This call is unsigned: it needs no credentials.',
}

/** Options that select who signs a raw STS call, and where it goes. */
export const SIGNER_OPTIONS = [
  {
    syntax: '--profile <name>',
    description:
      'profile that signs the request (default: credentials in the environment, else AWS_PROFILE, ROLECALL_PROFILE, AWS_DEFAULT_PROFILE, "default")',
    values: 'profile',
  },
  { syntax: '--region <region>', description: 'STS region', values: 'region' },
] as const satisfies readonly OptionSpec[]

const UNSIGNED_OPTIONS = [
  { ...SIGNER_OPTIONS[0], description: 'profile with the region and endpoint of STS' },
  SIGNER_OPTIONS[1],
] as const satisfies readonly OptionSpec[]

const FORMAT_OPTION = {
  syntax: '--format <format>',
  description: "print the credentials in this format instead of the AWS CLI's JSON",
  values: FORMATS,
} as const satisfies OptionSpec

const ONLINE_OPTION = {
  syntax: '--online',
  description: 'call AWS even if the ID itself contains the account',
} as const satisfies OptionSpec

/** A subcommand; the options that {@link memberOption} makes are known only at run time. */
interface OperationSpec extends CommandSpec {
  options: readonly (
    | OptionSpec
    | typeof FORMAT_OPTION
    | typeof ONLINE_OPTION
    | (typeof SIGNER_OPTIONS | typeof UNSIGNED_OPTIONS)[number]
  )[]
}

/** Built from the table of operations, as the calls are. */
export const stsSpec = {
  name: 'sts',
  summary: "call any STS operation, with the AWS CLI's names and flags",
  description:
    'Prints responses as the AWS CLI does; with --format, it prints credentials for a shell or an SDK instead.\n' +
    'It does not cache results. rolecall env, exec and process make these calls for you, and cache the sessions.',
  options: [],
  subcommands: STS_OPERATIONS.map(operationSpec),
  examples: [
    { command: 'rolecall sts assume-role --help', does: 'show the flags of one operation' },
    {
      command: 'rolecall sts get-caller-identity --profile dev',
      does: 'show the identity of dev, as JSON',
    },
  ],
} as const satisfies CommandSpec

function operationSpec(operation: StsOperation): OperationSpec {
  const { api, summary, signer, members, givesCredentials, offline, example } = operation
  return {
    name: cliName(api),
    summary,
    description: SIGNATURES[signer],
    options: [
      ...members.map(memberOption),
      ...(givesCredentials ? [FORMAT_OPTION] : []),
      ...(offline ? [ONLINE_OPTION] : []),
      ...(signer === 'unsigned' ? UNSIGNED_OPTIONS : SIGNER_OPTIONS),
    ],
    examples: [{ command: `rolecall sts ${cliName(api)} ${example}`, does: '' }],
  }
}

function memberOption(member: Member): OptionSpec {
  const value = isList(member) ? '<values...>' : '<value>'
  const required = member.required ? ' (required)' : ''
  return { syntax: `${flagOf(member)} ${value}`, description: `${member.summary}${required}` }
}
