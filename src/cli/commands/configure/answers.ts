import { RolecallError } from '../../../core/errors.js'
import type { Changes } from '../../../aws-files/edit.js'
import type { Options } from '../../command.js'
import { durationFlag, text } from '../../options.js'

/** A profile's keys; '' or undefined for one that is not wanted. */
export type Answers = Record<string, string | undefined>

/** Flags that are keys of a profile, by the names that commander gives them. */
const KEYS = {
  roleArn: 'role_arn',
  sourceProfile: 'source_profile',
  credentialSource: 'credential_source',
  mfaSerial: 'mfa_serial',
  externalId: 'external_id',
  sessionName: 'role_session_name',
  region: 'region',
} as const

/** What the flags say of the profile: keys that get a value, and those that go. */
export function answersIn(options: Options): Answers {
  const answers: Answers = {}
  for (const key of (options['unset'] as string[] | undefined) ?? []) {
    answers[key.toLowerCase()] = undefined
  }
  for (const [flag, key] of Object.entries(KEYS)) {
    const value = text(options, flag)
    if (value !== undefined) answers[key] = value
  }
  const seconds = durationFlag(options, 'duration')
  if (seconds !== undefined) answers['duration_seconds'] = String(seconds)
  if (answers['source_profile'] !== undefined && answers['credential_source'] !== undefined) {
    throw new RolecallError('usage', '--source-profile and --credential-source: give one of them')
  }
  return answers
}

/** Answers that differ from what the profile says already. */
export function changesBy(
  answers: Readonly<Answers>,
  current: (key: string) => string | undefined,
): Changes {
  return Object.fromEntries(
    Object.entries(answers)
      .map(([key, value]) => [key, value === '' ? undefined : value] as const)
      .filter(([key, value]) => value !== current(key)),
  )
}
