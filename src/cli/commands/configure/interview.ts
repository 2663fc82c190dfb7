import { parseRoleArn } from '../../../core/arn.js'
import { RolecallError } from '../../../core/errors.js'
import { humanDuration, DURATION_LIMITS_SECONDS, parseDuration } from '../../../core/duration.js'
import { readProfile } from '../../../aws-files/profile.js'
import type { CommandContext } from '../../context.js'
import type { Questions } from './prompts.js'
import type { Answers } from './answers.js'
import { devicesOf } from './devices.js'

/**
 * Asks for what no flag has said.
 * @param current what the profile says so far
 * @returns the given answers and the new ones
 */
export async function interview(
  given: Readonly<Answers>,
  current: (key: string) => string | undefined,
  ask: Questions,
  context: CommandContext,
): Promise<Answers> {
  const answers: Answers = { ...given }
  const missing = (key: string): boolean => !Object.hasOwn(answers, key)
  const names = context.files().profileNames()
  if (names.length === 0 && missing('source_profile') && missing('credential_source')) {
    throw nobodyToAssumeIt(context)
  }
  if (missing('role_arn')) {
    answers['role_arn'] = await ask.text('Role ARN', current('role_arn'), (arn) =>
      parseRoleArn(arn) ? undefined : 'like arn:aws:iam::123456789012:role/NAME',
    )
  }
  if (missing('source_profile') && missing('credential_source')) {
    const before = current('source_profile')
    answers['source_profile'] = await ask.name('Profile whose credentials assume it', names, before)
  }
  const source = readProfile(context.files(), answers['source_profile'] ?? '')
  if (missing('mfa_serial') && source && !source.get('mfa_serial')) {
    const devices = await devicesOf(source.name, context)
    answers['mfa_serial'] = await askSerial(devices, current('mfa_serial'), ask)
  }
  if (missing('region')) {
    answers['region'] = await ask.text(
      'Region',
      current('region') ?? source?.get('region'),
      (name) => (/^$|^[a-z]{2,}(-[a-z]+)+-\d+$/.test(name) ? undefined : 'like eu-west-1'),
    )
  }
  if (missing('duration_seconds')) {
    answers['duration_seconds'] = await askDuration(current('duration_seconds'), ask)
  }
  return answers
}

function nobodyToAssumeIt({ files }: CommandContext): RolecallError {
  return new RolecallError('config', 'there is no profile whose credentials could assume a role', {
    hint: `put an access key into ${files().credentials.path} first, as [base] with aws_access_key_id and aws_secret_access_key; on an instance or in a container give --credential-source`,
  })
}

async function askSerial(
  devices: readonly string[],
  before: string | undefined,
  ask: Questions,
): Promise<string> {
  const byHand = (): Promise<string> =>
    ask.text('MFA device (empty for none)', before, (serial) =>
      /^$|^[\w+=/:,.@-]{9,256}$/.test(serial)
        ? undefined
        : 'like arn:aws:iam::123456789012:mfa/NAME, or the serial number on it',
    )
  if (devices.length === 0) return byHand()
  const choice = await ask.choice('MFA device', [
    ...devices.map((serial) => ({ name: serial, value: serial })),
    { name: 'none', value: '' },
    { name: 'another one', value: 'another' },
  ])
  return choice === 'another' ? byHand() : choice
}

/** @returns seconds; '' for what STS gives by itself */
async function askDuration(before: string | undefined, ask: Questions): Promise<string> {
  const { min, max } = DURATION_LIMITS_SECONDS.AssumeRole
  const typed = await ask.text('Session duration (empty for 1h)', before, (time) => {
    const seconds = parseDuration(time) ?? 0
    if (time === '' || (seconds >= min && seconds <= max)) return undefined
    return `from ${humanDuration(min)} to ${humanDuration(max)}, like 1h or 90m`
  })
  return typed === '' ? '' : String(parseDuration(typed))
}
