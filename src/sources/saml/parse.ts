import type { Profile } from '../../aws-files/profile.js'
import { isSamlProviderArn } from '../../core/arn.js'
import { RolecallError } from '../../core/errors.js'
import type { Evidence } from '../../core/state/evidence.js'
import type { SamlSource } from '../../core/source/sign-ins.js'
import { refuseCompetingKeys } from '../competing-keys.js'
import { samlKind } from './traits.js'

/**
 * A SAML assertion from `saml_url`, `saml_assertion_process` or `saml_assertion_file`. If the
 * profile has only `saml_provider_arn`, the user passes the assertion with --saml-assertion.
 * @returns undefined if the profile has none of these keys
 * @throws RolecallError 'config' if it has two origins, or a malformed ARN
 */
export function parseSaml(profile: Profile, evidence: Evidence): SamlSource | undefined {
  const url = profile.get('saml_url')
  const command = profile.get('saml_assertion_process')
  const file = profile.get('saml_assertion_file')
  const providerArn = profile.get('saml_provider_arn')
  if (!url && !command && !file && !providerArn) return undefined
  refuseCompetingKeys(profile)
  const source: SamlSource = {
    kind: 'saml',
    profile: profile.name,
    ...(url ? { url } : {}),
    ...(command ? { command } : {}),
    ...(file ? { file } : {}),
    ...(providerArn ? { providerArn: checkedProviderArn(providerArn, profile) } : {}),
  }
  return samlKind.identify(source, evidence)
}

function checkedProviderArn(arn: string, profile: Profile): string {
  if (isSamlProviderArn(arn)) return arn
  const from = `saml_provider_arn of profile ${profile.name}`
  throw new RolecallError('config', `${from} is not the ARN of a SAML provider: ${arn}`, {
    hint: 'it looks like arn:aws:iam::123456789012:saml-provider/NAME',
  })
}
