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

/** What a chain lacks: a message, what to do, and the profiles that it is about. */
interface Lack {
  message: string
  hint: string
  command?: string
  /** By default the last one of the chain. */
  profiles?: readonly Profile[]
}

/**
 * The error for a chain without a source: what its last profile lacks, and what to write.
 * @param chain the requested profile first
 */
export function missingCredentialsError(chain: readonly Profile[], files: AwsFiles): RolecallError {
  const profile = chain.at(-1)
  if (!profile) throw new RangeError('the chain has no profile')
  const lack = whatIsMissing(profile, chain.at(-2), files)
  const { message, profiles = [profile], ...remedy } = lack
  const profileKeys = profiles.map(({ name }) => {
    return { profile: name, keys: [...(files.profile(name)?.keys() ?? [])] }
  })
  return new RolecallError('config', message, { ...remedy, profileKeys })
}

/** @param leading the profile that names this one as its source */
function whatIsMissing(profile: Profile, leading: Profile | undefined, files: AwsFiles): Lack {
  const { name } = profile
  const half = halfKeyError(profile)
  if (half) return { message: half.message, hint: half.hint ?? '' }
  if (profile.get('role_arn')) {
    return {
      message: `profile ${name} has a role_arn, but nothing to assume it with`,
      hint: `add source_profile, credential_source, web_identity_token_file, rolecall_oidc_issuer, rolecall_saml_url, rolecall_x509_certificate or rolecall_cognito_pool; if ${name} contains the keys itself: source_profile = ${name}`,
    }
  }
  const command = `rolecall add ${shellWord(name)}`
  if (runsRolecall(profile, files)) {
    return {
      message: `profile ${name} runs rolecall but has no settings for it`,
      hint: `store its access key: ${command}; or add rolecall_role_arn and rolecall_source_profile next to its credential_process`,
      command,
    }
  }
  if (profile.get('credential_source')) {
    return {
      message: `profile ${name} has credential_source, but no role_arn`,
      hint: 'add the role_arn; credential_source names only the credentials that assume it. To use those credentials themselves, do not name a profile',
    }
  }
  const others = `if aws-vault has it: rolecall import ${shellWord(name)} --from aws-vault; if another tool prints it: credential_process, with rolecall_long_term_keys = true`
  if (leading && !leading.get('role_arn')) {
    return {
      message: `profile ${leading.name} has source_profile = ${name} but no role_arn, and ${name} has no credentials`,
      hint: `add the role_arn to ${leading.name} if a role is missing there; store the access key of ${name}: ${command}; ${others}`,
      command,
      profiles: [leading, profile],
    }
  }
  return {
    message: `profile ${name} has no credentials`,
    hint: `store its access key: ${command}; ${others}`,
    command,
  }
}

function runsRolecall({ name }: Profile, files: AwsFiles): boolean {
  const command = files.profile(name)?.get('credential_process')?.value
  return command !== undefined && callsRolecall(command)
}
