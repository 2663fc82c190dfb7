import { callsRolecall } from '../../aws-files/adopt/recognize-process-command.js'
import type { AwsFiles } from '../../aws-files/aws-files.js'
import type { Profile } from '../../aws-files/profile.js'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { halfKeyError, halfKeyOfProfile } from '../../sources/static/parse.js'

/**
 * True if the machine's credentials may be used: the requested profile has settings, but nothing
 * that names a source. A role without a source, half an access key, and a profile for rolecall
 * without its keys are mistakes. They must not lead to other credentials.
 */
export function mayUseMachine([profile, ...others]: readonly Profile[], files: AwsFiles): boolean {
  if (!profile || others.length > 0 || profile.get('role_arn')) return false
  if (halfKeyOfProfile(profile) !== undefined) return false
  return !runsRolecall(profile, files)
}

/**
 * The error for a chain without a source: what its last profile lacks, and what to write.
 * @param chain the requested profile first
 */
export function missingCredentialsError(chain: readonly Profile[], files: AwsFiles): RolecallError {
  const profile = chain.at(-1)
  if (!profile) throw new RangeError('the chain has no profile')
  const [message, hint] = whatIsMissing(profile, chain.at(-2), files)
  const keys = [...(files.profile(profile.name)?.keys() ?? [])]
  return new RolecallError('config', message, {
    hint,
    profileKeys: { profile: profile.name, keys },
  })
}

/** @param leading the profile that names this one as its source */
function whatIsMissing(
  profile: Profile,
  leading: Profile | undefined,
  files: AwsFiles,
): [message: string, hint: string] {
  const { name } = profile
  const half = halfKeyError(profile)
  if (half) return [half.message, half.hint ?? '']
  if (profile.get('role_arn')) {
    return [
      `profile ${name} has a role_arn, but nothing to assume it with`,
      `add source_profile, credential_source, web_identity_token_file, rolecall_oidc_issuer, rolecall_saml_url, rolecall_x509_certificate or rolecall_cognito_pool; if ${name} contains the keys itself: source_profile = ${name}`,
    ]
  }
  if (runsRolecall(profile, files)) {
    return [
      `profile ${name} runs rolecall but has no settings for it`,
      `store its access key: rolecall add ${shellWord(name)}; or add rolecall_role_arn and rolecall_source_profile next to its credential_process`,
    ]
  }
  if (profile.get('credential_source')) {
    return [
      `profile ${name} has credential_source, but no role_arn`,
      'add the role_arn; credential_source names only the credentials that assume it. To use those credentials themselves, do not name a profile',
    ]
  }
  const keysHint = `store its access key: rolecall add ${shellWord(name)}; if aws-vault has it: rolecall import ${shellWord(name)} --from aws-vault; if another tool prints it: credential_process, with rolecall_long_term_keys = true`
  if (leading && !leading.get('role_arn')) {
    return [
      `profile ${leading.name} has source_profile = ${name} but no role_arn, and ${name} has no credentials`,
      `add the role_arn to ${leading.name} if a role is missing there; ${keysHint}`,
    ]
  }
  return [`profile ${name} has no credentials`, keysHint]
}

function runsRolecall({ name }: Profile, files: AwsFiles): boolean {
  const command = files.profile(name)?.get('credential_process')?.value
  return command !== undefined && callsRolecall(command)
}
