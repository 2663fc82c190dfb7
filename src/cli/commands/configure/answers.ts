import { RolecallError } from '../../../core/errors.js'
import { KEY_PREFIX } from '../../../aws-files/profile.js'
import type { Changes } from '../../../aws-files/edit.js'
import type { OptionsOf } from '../../command-types.js'
import { durationFlag } from '../../parse-options.js'
import type { configureSpec } from './spec.js'

/** Values for keys of a profile; undefined removes the key. */
export type Answers = Record<string, string | undefined>

/** The form of a region's name. */
export const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/

/** Options that set a key of the profile. */
const KEYS = [
  ['roleArn', 'role_arn'],
  ['sourceProfile', 'source_profile'],
  ['credentialSource', 'credential_source'],
  ['mfaSerial', 'mfa_serial'],
  ['externalId', 'external_id'],
  ['sessionName', 'role_session_name'],
  ['region', 'region'],
] as const

/**
 * The settings given as flags; an empty one removes its key.
 * @throws RolecallError 'usage'
 */
export function answersIn(options: OptionsOf<typeof configureSpec>): Answers {
  const answers: Answers = {}
  for (const key of options.unset ?? []) answers[withoutPrefix(key.toLowerCase())] = undefined
  for (const [option, key] of KEYS) {
    const value = options[option]
    if (value !== undefined) answers[key] = value || undefined
  }
  refuseNoRegion(answers['region'])
  const seconds = durationFlag('--duration', options.duration)
  if (seconds !== undefined) answers['duration_seconds'] = String(seconds)
  if (options.sourceProfile !== undefined && options.credentialSource !== undefined) {
    throw new RolecallError('usage', '--source-profile cannot be combined with --credential-source')
  }
  return answers
}

/** What no region looks like, such as `Ireland`, is refused; an unknown one only gets a note. */
function refuseNoRegion(region: string | undefined): void {
  if (region === undefined || REGION.test(region)) return
  throw new RolecallError('usage', `--region ${region} is not the name of a region`, {
    hint: 'it looks like eu-west-1',
  })
}

/** Keys are known by the SDKs' names; `configureProfile` finds the spelling in the file. */
function withoutPrefix(key: string): string {
  return key.startsWith(KEY_PREFIX) ? key.slice(KEY_PREFIX.length) : key
}

/** The answers that differ from the profile. */
export function changesBy(
  answers: Readonly<Answers>,
  current: (key: string) => string | undefined,
): Changes {
  return Object.fromEntries(
    Object.entries(answers).filter(([key, value]) => value !== current(key)),
  )
}
