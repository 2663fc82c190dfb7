import { STORE_NAMES } from '../store/store.js'
import type { ArgumentSpec, OptionSpec } from './command-spec.js'

/** The profile as the first word of a command. */
export const PROFILE_ARGUMENT = {
  syntax: '[profile]',
  description:
    'profile in ~/.aws/config, or a role ARN (default: AWS_PROFILE, ROLECALL_PROFILE, AWS_DEFAULT_PROFILE, "default")',
  values: 'profile',
} as const satisfies ArgumentSpec

/** For users who are used to `aws --profile dev`. */
export const PROFILE_OPTION = {
  syntax: '--profile <name>',
  description: 'same as the argument',
  values: 'profile',
} as const satisfies OptionSpec

/** The same for a command that takes several profiles. */
export const EXTRA_PROFILE_OPTION = {
  ...PROFILE_OPTION,
  description: 'an additional profile',
} as const satisfies OptionSpec

/** For programs that need the name beside the credentials. */
export const KEEP_PROFILE_OPTION = {
  syntax: '--keep-profile',
  description: 'also set AWS_PROFILE to the profile, for programs that need its name',
} as const satisfies OptionSpec

/** `--json`, the same in every command that has it. */
export const JSON_OPTION = {
  syntax: '--json',
  description: 'print JSON',
} as const satisfies OptionSpec

/** Options that change the plan: on every command that makes one. */
export const PLAN_OPTIONS = under('Role and session:', [
  {
    syntax: '--role-arn <arn>',
    description: "assume this role instead of the profile's role",
  },
  {
    syntax: '--source-profile <name>',
    description: 'assume the role with the credentials of this profile',
    values: 'profile',
  },
  {
    syntax: '--mfa-serial <serial>',
    description: 'MFA device: its ARN, or its serial number if it is a hardware device',
  },
  {
    syntax: '--external-id <id>',
    description: "external ID required by the role's trust policy",
  },
  {
    syntax: '--saml-provider-arn <arn>',
    description: 'SAML provider to use, if the assertion offers the role with several providers',
  },
  { syntax: '--duration <time>', description: 'how long the session lasts: 3600, 90m, 12h' },
  { syntax: '--session-name <name>', description: 'role session name, as shown in CloudTrail' },
  {
    syntax: '--source-identity <name>',
    description: 'source identity, which persists through role chaining',
  },
  { syntax: '--tag <key=value>', description: 'session tag', repeatable: true },
  {
    syntax: '--transitive-tag <key>',
    description: 'key of a session tag that chained roles inherit',
    repeatable: true,
  },
  { syntax: '--policy <json|@file>', description: 'session policy, as JSON or from a file' },
  {
    syntax: '--policy-arn <arn>',
    description: 'managed policy to apply as a session policy',
    repeatable: true,
  },
  { syntax: '--read-only', description: 'limit the session to reading (ReadOnlyAccess)' },
  {
    syntax: '--view-only',
    description: 'limit the session to listing and describing (ViewOnlyAccess)',
  },
  {
    syntax: '--only <actions>',
    description: "limit the session to these actions: 's3:Get*,s3:List*'",
    repeatable: true,
  },
  {
    syntax: '--on <arn>',
    description: 'with --only, --read-only or --view-only: limit the session to this resource',
    repeatable: true,
  },
  {
    syntax: '--region <region>',
    description: 'region for STS calls; env, exec, serve and use also export it',
    values: 'region',
  },
  {
    syntax: '--no-session',
    description:
      'sign with the source credentials directly, without an MFA session (GetSessionToken)',
  },
])

/** `--saml-assertion`, for a role that a SAML provider gives. */
export const SAML_ASSERTION_OPTION = {
  syntax: '--saml-assertion <file>',
  description:
    "file with the identity provider's SAML response; - reads stdin, or lets you paste it",
  values: 'file',
} as const satisfies OptionSpec

/** Options that change how a plan is carried out. */
export const OBTAIN_OPTIONS = obtainOptionSpecs('get a new session, reusing the MFA session')

/** The same for `login`, whose `--refresh` covers every step. */
export const LOGIN_OPTIONS = obtainOptionSpecs('get a new session and a new MFA session')

function obtainOptionSpecs(refresh: string) {
  return under('MFA and cache:', [
    {
      syntax: '--mfa-code <code>',
      description: 'six-digit MFA code (better: ROLECALL_MFA_CODE, or the prompt)',
    },
    SAML_ASSERTION_OPTION,
    {
      syntax: '--min-ttl <time>',
      description:
        'get a new session if the cached one has less time left than this (default: 16m)',
    },
    { syntax: '--refresh', description: refresh },
    { syntax: '--no-cache', description: 'neither read nor write the session cache' },
  ])
}

const GLOBAL_HEADING = 'Global options:'

/** Options of every command. */
export const GLOBAL_OPTIONS = under(GLOBAL_HEADING, [
  { syntax: '--no-input', description: 'never prompt' },
  { syntax: '--store <name>', description: 'where to store sessions', values: STORE_NAMES },
  { syntax: '--debug', description: 'log each step to stderr (never secrets)' },
])

/** `--help` of the program, and of a command that has subcommands. */
export const HELP_OPTION = {
  syntax: '-h, --help',
  description: 'print help, with examples',
} as const satisfies OptionSpec

/** `--help` of a command, listed with {@link GLOBAL_OPTIONS}. */
export const COMMAND_HELP_OPTION = {
  ...HELP_OPTION,
  heading: GLOBAL_HEADING,
} as const satisfies OptionSpec

/** Profiles whose lines are edited. */
export const PROFILES_ARGUMENT = {
  syntax: '[profiles...]',
  description: 'profiles in the AWS files',
  values: 'profile',
} as const satisfies ArgumentSpec

/** `--dry-run`, the same in every command that has it. */
export const DRY_RUN_OPTION = {
  syntax: '--dry-run',
  description: 'print the diff without writing it',
} as const satisfies OptionSpec

/** The options under one heading of the help; their types stay those of the literals. */
function under<const Options extends readonly OptionSpec[]>(
  heading: string,
  options: Options,
): Options {
  return options.map((option) => ({ ...option, heading })) as readonly OptionSpec[] as Options
}
