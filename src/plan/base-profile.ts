import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { AwsFiles, AwsText } from '../aws-files/aws-files.js'
import { nearest } from '../core/did-you-mean.js'
import {
  adHocProfile,
  readProfile,
  refuseControlCharacters,
  withKeys,
  type Profile,
} from '../aws-files/profile.js'
import { githubSource, sourceOf, type ConfigInputs } from '../sources/parse.js'

/**
 * A profile by its name, or `default`; where that has no credentials at all, the environment's
 * stand in for it.
 * @param forRole whether a role is to be assumed with it, so that an identity is enough
 */
export function baseProfile(
  named: string | undefined,
  around: ConfigInputs,
  forRole: boolean,
): Profile {
  if (named !== undefined) return load(named, [], around)
  const byDefault = readProfile(around.files, 'default')
  if (byDefault && (byDefault.get('role_arn') ?? sourceOf(byDefault, around))) return byDefault
  const { env } = around
  const settings = byDefault ?? adHocProfile('default')
  const roleArn = envVar(env, 'AWS_ROLE_ARN')
  const identity = roleArn !== undefined || forRole ? identityOfEnvironment(env) : undefined
  // What an earlier step of a CI job put there for its programs is nothing to chain a role on.
  const leftBehind = identity?.['credential_source'] && envVar(env, 'AWS_SESSION_TOKEN')
  if (envVar(env, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY') && !leftBehind) {
    return withKeys(settings, { credential_source: 'Environment' })
  }
  if (identity) return withKeys(settings, { role_arn: roleArn, ...identity })
  if (byDefault) return byDefault
  throw new RolecallError('config', 'no profile is named, and there is no [default]', {
    hint: forRole
      ? 'say with whose keys to assume the role: --source-profile NAME'
      : (noProfiles(around.files) ??
        'name one, or set AWS_PROFILE; `rolecall list` shows what there is'),
  })
}

/** The identity that a cluster or a CI job gives to what runs in it. */
function identityOfEnvironment(env: Env): Record<string, string> | undefined {
  const file = envVar(env, 'AWS_WEB_IDENTITY_TOKEN_FILE')
  if (file) return { web_identity_token_file: file }
  return githubSource(env) && { credential_source: 'GitHubActions' }
}

const NAMING = ['AWS_PROFILE', 'ROLECALL_PROFILE', 'AWS_DEFAULT_PROFILE']

/**
 * AWS_PROFILE, else ROLECALL_PROFILE (which rolecall leaves in a shell that it filled), else
 * AWS_DEFAULT_PROFILE.
 */
export function namedByEnvironment(
  { env }: ConfigInputs,
  accept: (name: string) => boolean,
): string | undefined {
  return NAMING.map((variable) => envVar(env, variable)).find(
    (name) => name !== undefined && accept(name),
  )
}

/** @throws RolecallError where there is no such profile; it prints the way that led there */
export function load(
  name: string,
  chain: readonly Profile[],
  { files, env }: ConfigInputs,
): Profile {
  refuseControlCharacters(name, 'the name of a profile')
  if (name === '') {
    throw new RolecallError('usage', 'the name of the profile is empty', {
      hint: 'it may come from a variable that is not set',
    })
  }
  const profile = readProfile(files, name)
  if (profile) return profile
  const variable = NAMING.find((each) => envVar(env, each) === name)
  const way = chain.length > 0 ? trail(chain, name) : variable
  throw new RolecallError('config', `there is no profile ${name}${way ? ` (${way})` : ''}`, {
    hint: headerOfOtherFile(name, files) ?? noProfiles(files) ?? similarNames(name, files),
  })
}

/** @returns undefined where there are some */
export function noProfiles(files: AwsFiles): string | undefined {
  if (files.profileNames().length > 0) return undefined
  const { config, credentials } = files
  return `there are no profiles in ${config.path} and ${credentials.path}: keys go into the second, and \`rolecall configure\` writes roles`
}

/** Each of the two files has headers of its own, which are easily confused. */
function headerOfOtherFile(name: string, { config, credentials }: AwsFiles): string | undefined {
  const [plain, prefixed] = [`[${name}]`, `[profile ${name}]`]
  const has = ({ text }: AwsText, header: string): boolean =>
    text.split('\n').some((line) => line.trim() === header)
  if (has(config, plain)) return `${config.path} has ${plain}, which must be ${prefixed} there`
  return has(credentials, prefixed)
    ? `${credentials.path} has ${prefixed}, which must be ${plain} there`
    : undefined
}

function similarNames(name: string, files: AwsFiles): string {
  const similar = nearest(name, files.profileNames())
  return similar.length > 0
    ? `did you mean ${similar.join(' or ')}?`
    : `profiles are read from ${files.config.path} and ${files.credentials.path}; \`rolecall list\` shows them`
}

/** `a -> b -> a` */
export function trail(chain: readonly Profile[], last: string): string {
  return [...chain.map(({ name }) => name), last].join(' -> ')
}
