import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import { loadProfile, noProfilesHint } from '../aws-files/load-profile.js'
import { adHocProfile, readProfile, withKeys, type Profile } from '../aws-files/profile.js'
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
      : (noProfilesHint(around.files) ??
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

/**
 * Loads a profile that must exist.
 * @param chain profiles that led to it, for the message
 * @throws RolecallError 'config' if it does not exist, 'usage' if the name is empty
 */
export function load(
  name: string,
  chain: readonly Profile[],
  { files, env }: ConfigInputs,
): Profile {
  const variable = NAMING.find((each) => envVar(env, each) === name)
  return loadProfile(files, name, chain.length > 0 ? trail(chain, name) : variable)
}

/** `a -> b -> a` */
export function trail(chain: readonly Profile[], last: string): string {
  return [...chain.map(({ name }) => name), last].join(' -> ')
}
