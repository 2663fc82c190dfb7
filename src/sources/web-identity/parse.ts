import type { AwsFiles } from '../../aws-files/aws-files.js'
import type { Profile } from '../../aws-files/profile.js'
import { sha256 } from '../../core/digest/sha256.js'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { Source } from '../../core/source.js'
import type {
  WebIdentityEnvSource,
  WebIdentityFileSource,
  WebIdentityProcessSource,
} from '../../core/source/tokens.js'
import type { ConfigInputs } from '../config-inputs.js'
import { parseGithubActions } from '../github-actions/parse.js'
import { ciHint, ciSystemHere, tokenVariableOf, type CiSystem } from './ci-systems.js'
import { webIdentityFileKind } from './traits.js'

/**
 * A web identity token in a file, in a variable, or printed by a command.
 * @returns undefined if the profile names none of these
 * @throws RolecallError 'config' for a variable that is not set
 */
export function parseWebIdentity(
  profile: Profile,
  { env, files }: ConfigInputs,
): WebIdentityFileSource | WebIdentityEnvSource | WebIdentityProcessSource | undefined {
  const file = profile.get('web_identity_token_file')
  if (file) return parseWebIdentityFile(profile.name, file, files)
  const variable = profile.get('web_identity_token_env')
  if (variable) return { ...parseNamedVariable(profile, variable, env), profile: profile.name }
  const command = profile.get('web_identity_token_process')
  return command ? { kind: 'web-identity-process', profile: profile.name, command } : undefined
}

/** A web identity token in a file. Its hash tells one identity from another. */
export function parseWebIdentityFile(
  profile: string,
  file: string,
  { evidence }: Pick<AwsFiles, 'evidence'>,
): WebIdentityFileSource {
  return webIdentityFileKind.identify({ kind: 'web-identity-file', profile, file }, evidence)
}

/** The value may be the token itself, written there by mistake, so that no message shows it. */
function parseNamedVariable(profile: Profile, variable: string, env: Env): WebIdentityEnvSource {
  const where = `rolecall_web_identity_token_env of profile ${profile.name}`
  if (!/^[A-Za-z_]\w{0,99}$/.test(variable)) {
    throw new RolecallError('config', `${where} is not the name of a variable`, {
      hint: 'write the name alone, without $: rolecall_web_identity_token_env = MY_TOKEN',
    })
  }
  const source = inVariable(variable, env)
  if (source) return source
  const system = ciSystemHere(env)
  throw new RolecallError('config', `${where} names ${variable}, which is not set`, {
    hint: system ? ciHint(system) : `set ${variable} to an OpenID Connect token, and export it`,
  })
}

/** The token of a CI system. @returns undefined if this is not a job of it that can get one */
export function parseCiToken(
  system: CiSystem,
  env: Env,
  profile: string = system.name,
): Source | undefined {
  if (system.source === 'GitHubActions') return parseGithubActions(env)
  const variable = tokenVariableOf(system, env)
  if (variable !== undefined) return inVariable(variable, env)
  const { command } = system
  const isHere = command !== undefined && system.isHere(env)
  return isHere
    ? { kind: 'web-identity-process', profile, command, system: system.name }
    : undefined
}

/**
 * The token that the CI system of this job has put into a variable, or answers at a URL. A command
 * is not run without being asked for.
 */
export function parseCiTokenHere(env: Env): Source | undefined {
  const system = ciSystemHere(env)
  // A container may have been given the variables of the request alone.
  if (!system) return parseGithubActions(env)
  return system.command === undefined ? parseCiToken(system, env) : undefined
}

function inVariable(variable: string, env: Env): WebIdentityEnvSource | undefined {
  const token = envVar(env, variable)?.trim()
  return token ? { kind: 'web-identity-env', variable, tokenHash: sha256(token) } : undefined
}
