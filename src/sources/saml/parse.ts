import { isSamlProviderArn } from '../../core/arn.js'
import { RolecallError } from '../../core/errors.js'
import type { SamlSource } from '../../core/source.js'
import type { Profile } from '../../aws-files/profile.js'
import { oneSourceOnly } from '../role-source.js'
import type { ProfileChain } from '../../plan/profile-chain.js'

/**
 * A profile that signs in by SAML says how it gets its assertions, by `saml_url`,
 * `saml_assertion_process` or `saml_assertion_file`; one that names only `saml_provider_arn` gets
 * them by hand.
 * @returns undefined where the profile has none of these
 * @throws RolecallError where it has two ways
 */
export function samlSource(profile: Profile): SamlSource | undefined {
  const url = profile.get('saml_url')
  const command = profile.get('saml_assertion_process')
  const file = profile.get('saml_assertion_file')
  const providerArn = profile.get('saml_provider_arn')
  if (!url && !command && !file && !providerArn) return undefined
  oneSourceOnly(profile)
  return {
    kind: 'saml',
    profile: profile.name,
    ...(url ? { url } : {}),
    ...(command ? { command } : {}),
    ...(file ? { file } : {}),
    ...(providerArn ? { providerArn: checkedProvider(providerArn, profile) } : {}),
  }
}

/** An assertion that nobody would use was given for something else. */
export function refuseOtherSources({ name, source }: ProfileChain): void {
  if (source.kind === 'saml') return
  throw new RolecallError('usage', `--saml-assertion: ${name} does not sign in by SAML`, {
    hint: 'add rolecall_saml_provider_arn to the profile, or name the ARN of the role instead',
  })
}

function checkedProvider(arn: string, profile: Profile): string {
  if (isSamlProviderArn(arn)) return arn
  const from = `saml_provider_arn of profile ${profile.name}`
  throw new RolecallError('config', `${from} is not the ARN of a SAML provider: ${arn}`, {
    hint: 'it looks like arn:aws:iam::123456789012:saml-provider/NAME',
  })
}
