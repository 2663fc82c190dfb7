import { RolecallError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'
import type { Source } from '../core/source.js'
import type { AwsFiles } from '../aws-files/aws-files.js'
import { callsRolecall } from '../aws-files/adopt/credential-process.js'
import { oidcSource } from './oidc/parse.js'
import type { Profile } from '../aws-files/profile.js'

const ROLE_SOURCES = [
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'web_identity_token_process',
  'oidc_issuer',
  'saml_url',
  'saml_assertion_process',
  'saml_assertion_file',
]

/**
 * SDKs disagree on which of two wins (contracts §1.6, §4.2): a guess could assume the role as
 * somebody else.
 */
export function oneSourceOnly(profile: Profile): void {
  const [first, second] = ROLE_SOURCES.filter((key) => profile.get(key) !== undefined)
  if (first === undefined || second === undefined) return
  throw new RolecallError('config', `profile ${profile.name} has ${first} and ${second}`, {
    hint: 'a role is assumed with one of them: remove the other',
  })
}

/** @returns undefined where the profile has neither a token of a web identity nor a way to sign in for one */
export function webIdentitySource(profile: Profile, { hashOf }: AwsFiles): Source | undefined {
  const file = profile.get('web_identity_token_file')
  if (file) {
    const tokenHash = hashOf(file)
    const hash = tokenHash === undefined ? {} : { tokenHash }
    return { kind: 'web-identity-file', profile: profile.name, file, ...hash }
  }
  const command = profile.get('web_identity_token_process')
  if (command) return { kind: 'web-identity-process', profile: profile.name, command }
  return oidcSource(profile)
}

/** @throws RolecallError always: what the profile lacks, and what to write */
export function missingCredentials(profile: Profile, files: AwsFiles): never {
  const { name } = profile
  if (profile.get('role_arn')) {
    throw new RolecallError(
      'config',
      `profile ${name} has a role_arn, but nothing to assume it with`,
      {
        hint: `add source_profile, credential_source, web_identity_token_file, rolecall_oidc_issuer or rolecall_saml_url; if ${name} holds keys itself: source_profile = ${name}`,
      },
    )
  }
  const command = files.profile(profile.name)?.get('credential_process')?.value
  if (command !== undefined && callsRolecall(command)) {
    throw new RolecallError('config', `profile ${name} asks rolecall, and tells it nothing`, {
      hint: 'add rolecall_role_arn and rolecall_source_profile beside its credential_process',
    })
  }
  throw new RolecallError('config', `profile ${name} has no credentials`, {
    hint: `put the keys of ${name} into ~/.aws/credentials, or name the tool that has them, such as credential_process = aws-vault export --no-session --format=json ${shellWord(name)}, with rolecall_long_term_keys = true`,
  })
}
