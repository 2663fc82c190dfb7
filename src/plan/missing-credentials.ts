import { callsRolecall } from '../aws-files/adopt/recognize-process-command.js'
import type { AwsFiles } from '../aws-files/aws-files.js'
import type { Profile } from '../aws-files/profile.js'
import { RolecallError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'

/** The error for a profile without a source: what it lacks, and what to write. */
export function missingCredentialsError(profile: Profile, files: AwsFiles): RolecallError {
  const { name } = profile
  if (profile.get('role_arn')) {
    const what = `profile ${name} has a role_arn, but nothing to assume it with`
    return new RolecallError('config', what, {
      hint: `add source_profile, credential_source, web_identity_token_file, rolecall_oidc_issuer or rolecall_saml_url; if ${name} contains the keys itself: source_profile = ${name}`,
    })
  }
  const command = files.profile(name)?.get('credential_process')?.value
  if (command !== undefined && callsRolecall(command)) {
    const what = `profile ${name} runs rolecall but has no settings for it`
    return new RolecallError('config', what, {
      hint: 'add rolecall_role_arn and rolecall_source_profile next to its credential_process',
    })
  }
  return new RolecallError('config', `profile ${name} has no credentials`, {
    hint: `put the keys of ${name} into ~/.aws/credentials, or use the tool that stores them, for example credential_process = aws-vault export --no-session --format=json ${shellWord(name)}, with rolecall_long_term_keys = true`,
  })
}
