import type { Profile } from '../../aws-files/profile.js'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import type { RolesAnywhereSource } from '../../core/source/certificate.js'
import { refuseCompetingKeys } from '../competing-keys.js'
import type { ConfigInputs } from '../config-inputs.js'
import { serviceEndpoint } from '../endpoints.js'
import { rolesAnywhereKind } from './traits.js'

/** One of these makes a profile one of IAM Roles Anywhere; all of them are required. */
const REQUIRED_KEYS = ['x509_certificate', 'x509_key', 'trust_anchor_arn', 'profile_arn'] as const

/**
 * A certificate for IAM Roles Anywhere. Its keys are rolecall's own: no SDK has any like them.
 * @param settings the profile that was asked for, whose endpoint is used
 * @returns undefined if the profile has none of these keys
 * @throws RolecallError 'config' for a missing key, a malformed ARN, or a passphrase in plaintext
 */
export function parseRolesAnywhere(
  profile: Profile,
  settings: Profile | undefined,
  inputs: ConfigInputs,
): RolesAnywhereSource | undefined {
  if (!REQUIRED_KEYS.some((key) => profile.get(key))) return undefined
  refuseCompetingKeys(profile)
  const [certificate, key] = [required(profile, 'x509_certificate'), required(profile, 'x509_key')]
  const anchor = arnOf(profile, 'trust_anchor_arn', 'trust-anchor')
  const profileArn = arnOf(profile, 'profile_arn', 'profile')
  if (anchor.region !== profileArn.region) {
    const regions = `${anchor.region} and ${profileArn.region}`
    throw new RolecallError(
      'config',
      `the trust anchor and the profile of IAM Roles Anywhere are in different regions: ${regions}`,
      { hint: `correct rolecall_trust_anchor_arn or rolecall_profile_arn of ${profile.name}` },
    )
  }
  const chain = profile.get('x509_chain')
  const source: RolesAnywhereSource = {
    kind: 'roles-anywhere',
    profile: profile.name,
    certificate,
    key,
    ...(chain ? { chain } : {}),
    trustAnchorArn: anchor.arn,
    profileArn: profileArn.arn,
    region: anchor.region,
    ...serviceEndpoint('rolesanywhere', settings, inputs),
    ...(hasStoredPassphrase(profile) ? { hasStoredPassphrase: true } : {}),
  }
  return rolesAnywhereKind.identify(source, inputs.files.evidence)
}

function required(profile: Profile, key: (typeof REQUIRED_KEYS)[number]): string {
  const value = profile.get(key)
  if (value) return value
  const what = `profile ${profile.name} uses IAM Roles Anywhere`
  throw new RolecallError('config', `${what}, but rolecall_${key} is missing`, {
    hint: `it needs ${REQUIRED_KEYS.map((each) => `rolecall_${each}`).join(', ')} and a role_arn`,
  })
}

function arnOf(
  profile: Profile,
  key: 'trust_anchor_arn' | 'profile_arn',
  resource: string,
): { arn: string; region: string } {
  const arn = required(profile, key)
  const pattern = new RegExp(
    String.raw`^arn:[a-z][a-z0-9-]*:rolesanywhere:([a-z0-9-]+):\d{12}:${resource}/[\w-]+$`,
  )
  const region = pattern.exec(arn)?.[1]
  if (region !== undefined) return { arn, region }
  const from = `rolecall_${key} of profile ${profile.name}`
  throw new RolecallError('config', `${from} is not the ARN of a ${resource}: ${arn}`, {
    hint: `it looks like arn:aws:rolesanywhere:eu-west-1:123456789012:${resource}/0123abcd-…`,
  })
}

/** @throws RolecallError 'config' for anything but the word `keychain`: that is the passphrase */
function hasStoredPassphrase(profile: Profile): boolean {
  const value = profile.get('x509_passphrase')
  if (value === undefined || value === 'keychain') return value !== undefined
  const where = `rolecall_x509_passphrase of profile ${profile.name}`
  throw new RolecallError('config', `${where} is in a file in plaintext`, {
    hint: `write rolecall_x509_passphrase = keychain, then run: rolecall login ${shellWord(profile.name)}`,
  })
}
