import { loadProfile, noProfilesHint } from '../aws-files/load-profile.js'
import { adHocProfile, readProfile, withKeys, type Profile } from '../aws-files/profile.js'
import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import { parseGithubActions } from '../sources/github-actions/parse.js'
import { parseSource } from '../sources/parse.js'

/**
 * The profile with this name, or [default]. If [default] has no credentials, those of the
 * environment are used with its settings.
 * @param forRole whether a role is assumed with it, so that an identity token is enough
 * @throws RolecallError if there is no such profile, and no credentials in the environment
 */
export function baseProfile(
  name: string | undefined,
  inputs: ConfigInputs,
  forRole: boolean,
): Profile {
  if (name !== undefined) return load(name, [], inputs)
  const { env, files } = inputs
  const byDefault = readProfile(files, 'default')
  if (byDefault && (byDefault.get('role_arn') ?? parseSource(byDefault, inputs))) return byDefault
  const settings = byDefault ?? adHocProfile('default')
  const roleArn = envVar(env, 'AWS_ROLE_ARN')
  const identity = roleArn !== undefined || forRole ? identityOfEnvironment(env) : undefined
  // A session that an earlier step of a CI job exported must not become the base of a role chain.
  const isLeftover = identity?.['credential_source'] && envVar(env, 'AWS_SESSION_TOKEN')
  if (envVar(env, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY') && !isLeftover) {
    return withKeys(settings, { credential_source: 'Environment' })
  }
  if (identity) return withKeys(settings, { role_arn: roleArn, ...identity })
  if (byDefault) return byDefault
  const nameHint = 'name a profile, or set AWS_PROFILE; `rolecall list` shows the profiles'
  throw new RolecallError('config', 'no profile is named, and there is no [default]', {
    hint: forRole
      ? 'name the profile whose credentials assume the role: --source-profile NAME'
      : (noProfilesHint(files) ?? nameHint),
  })
}

/**
 * The identity that a cluster or a CI job gives to the programs in it, as keys of a profile.
 * @returns undefined if there is none
 */
function identityOfEnvironment(env: Env): Record<string, string> | undefined {
  const file = envVar(env, 'AWS_WEB_IDENTITY_TOKEN_FILE')
  if (file) return { web_identity_token_file: file }
  return parseGithubActions(env) && { credential_source: 'GitHubActions' }
}

/** In order of precedence. rolecall sets ROLECALL_PROFILE with the credentials that it exports. */
const PROFILE_VARIABLES = ['AWS_PROFILE', 'ROLECALL_PROFILE', 'AWS_DEFAULT_PROFILE']

/** The first name in AWS_PROFILE, ROLECALL_PROFILE and AWS_DEFAULT_PROFILE that is accepted. */
export function namedByEnvironment(
  { env }: ConfigInputs,
  accept: (name: string) => boolean,
): string | undefined {
  return PROFILE_VARIABLES.map((variable) => envVar(env, variable)).find(
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
  { files, env }: Pick<ConfigInputs, 'files' | 'env'>,
): Profile {
  const variable = PROFILE_VARIABLES.find((each) => envVar(env, each) === name)
  return loadProfile(files, name, chain.length > 0 ? trail(chain, name) : variable)
}

/** Names for a message: `a -> b -> a`. */
export function trail(chain: readonly Profile[], last: string): string {
  return [...chain.map(({ name }) => name), last].join(' -> ')
}
