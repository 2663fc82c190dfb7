import { STORE_NAMES } from '../store/store.js'
import type { ArgumentSpec, OptionSpec } from './spec.js'

export const PROFILE_ARGUMENT: ArgumentSpec = {
  syntax: '[profile]',
  description:
    'a profile of ~/.aws/config, or a role ARN (default: AWS_PROFILE, ROLECALL_PROFILE, "default")',
  values: 'profile',
}

/** For those whose hands know `aws --profile dev`. */
export const PROFILE_OPTION: OptionSpec = {
  syntax: '--profile <name>',
  description: 'the same as the argument',
  values: 'profile',
}

/** The same for a command that takes several. */
export const EXTRA_PROFILE_OPTION: OptionSpec = {
  ...PROFILE_OPTION,
  description: 'one more profile',
}

/** What `--format` takes; a test compares it with the emitters. */
export const FORMATS: readonly string[] = [
  'env',
  'env-no-export',
  'fish',
  'powershell',
  'windows-cmd',
  'nushell',
  'process',
  'json',
  'ini',
  'github',
]

/** What changes the plan: on every command that makes one. */
export const PLAN_OPTIONS: readonly OptionSpec[] = under('Role and session:', [
  { syntax: '--role-arn <arn>', description: 'assume this role instead of the one of the profile' },
  {
    syntax: '--source-profile <name>',
    description: 'take the source credentials from this profile',
    values: 'profile',
  },
  {
    syntax: '--mfa-serial <serial>',
    description: 'MFA device, as its ARN or hardware serial number',
  },
  {
    syntax: '--external-id <id>',
    description: 'external id that the trust policy of the role asks for',
  },
  { syntax: '--duration <time>', description: 'how long the session lasts: 3600, 90m, 12h' },
  { syntax: '--session-name <name>', description: 'role session name, as CloudTrail shows it' },
  {
    syntax: '--source-identity <name>',
    description: 'source identity, kept through role chaining',
  },
  { syntax: '--tag <key=value>', description: 'session tag', repeatable: true },
  {
    syntax: '--transitive-tag <key>',
    description: 'session tag that chained roles inherit',
    repeatable: true,
  },
  { syntax: '--policy <json|@file>', description: 'session policy, in line or from a file' },
  {
    syntax: '--policy-arn <arn>',
    description: 'managed policy as session policy',
    repeatable: true,
  },
  {
    syntax: '--region <region>',
    description: 'region for STS and for the output',
    values: 'region',
  },
  { syntax: '--no-session', description: 'hand out the source credentials as they are' },
])

export const SAML_ASSERTION_OPTION: OptionSpec = {
  syntax: '--saml-assertion <file>',
  description:
    'SAML response of the identity provider; - reads it from stdin, or lets you paste it',
  values: 'file',
}

/** What changes how a plan is carried out. */
export const OBTAIN_OPTIONS: readonly OptionSpec[] = under('MFA and cache:', [
  {
    syntax: '--mfa-code <code>',
    description: 'six digits (better: ROLECALL_MFA_CODE, or the prompt)',
  },
  SAML_ASSERTION_OPTION,
  {
    syntax: '--min-ttl <time>',
    description: 'what is handed out lives at least this long (default: 16m)',
  },
  { syntax: '--refresh', description: 'issue the session anew; its MFA session is kept' },
  { syntax: '--no-cache', description: 'neither read nor write the session cache' },
])

const EVERY_COMMAND = 'Every command:'

/** On every command. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = under(EVERY_COMMAND, [
  { syntax: '--no-input', description: 'never prompt' },
  {
    syntax: '--store <name>',
    description: 'where sessions are kept',
    values: STORE_NAMES,
  },
  { syntax: '--debug', description: 'say on stderr what is being done; never a secret' },
])

/** Listed with those of every command. */
export const HELP_OPTION: OptionSpec = {
  syntax: '-h, --help',
  description: 'this text',
  heading: EVERY_COMMAND,
}

function under(heading: string, options: readonly OptionSpec[]): OptionSpec[] {
  return options.map((option) => ({ ...option, heading }))
}

/** Profiles whose lines are edited. */
export const PROFILES_ARGUMENT: ArgumentSpec = {
  syntax: '[profiles...]',
  description: 'profiles of the AWS files',
  values: 'profile',
}

export const DRY_RUN_OPTION: OptionSpec = {
  syntax: '--dry-run',
  description: 'print the diff and write nothing',
}
