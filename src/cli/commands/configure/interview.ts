import { parseRoleArn } from '../../../core/arn.js'
import { RolecallError } from '../../../core/errors.js'
import {
  humanDuration,
  DURATION_LIMITS_SECONDS,
  parseDuration,
} from '../../../core/time/duration.js'
import { readProfile } from '../../../aws-files/profile.js'
import type { CommandContext } from '../../context.js'
import type { ConfigurePrompts } from '../../ui/prompts.js'
import { REGION, type Answers } from './answers.js'
import { devicesOf } from './devices.js'

/**
 * Prompts for the settings that no flag gave.
 * @param current reads a key's present value
 * @returns the given answers and the new ones
 */
export async function interview(
  given: Readonly<Answers>,
  current: (key: string) => string | undefined,
  prompts: ConfigurePrompts,
  context: CommandContext,
): Promise<Answers> {
  const answers: Answers = { ...given }
  const missing = (key: string): boolean => !Object.hasOwn(answers, key)
  const needsSource = missing('source_profile') && missing('credential_source')
  const names = needsSource ? signingProfiles(context) : []
  if (needsSource && names.length === 0) throw noSourceProfileError()
  if (missing('role_arn')) {
    answers['role_arn'] = await prompts.text('Role ARN', current('role_arn'), (arn) =>
      parseRoleArn(arn) ? undefined : 'enter an ARN such as arn:aws:iam::123456789012:role/NAME',
    )
  }
  if (needsSource) {
    const before = current('source_profile')
    answers['source_profile'] = await prompts.name(
      'Source profile (its credentials assume the role)',
      names,
      before,
    )
  }
  const source = readProfile(context.files(), answers['source_profile'] ?? '')
  if (missing('mfa_serial') && source && !source.get('mfa_serial')) {
    const devices = await devicesOf(source.name, context)
    answers['mfa_serial'] = await askSerial(devices, current('mfa_serial'), prompts)
  }
  if (missing('region')) {
    const before = current('region') ?? source?.get('region')
    const region = await prompts.text('Region', before, (name) =>
      name === '' || REGION.test(name) ? undefined : 'enter a region such as eu-west-1',
    )
    answers['region'] = region || undefined
  }
  if (missing('duration_seconds')) {
    answers['duration_seconds'] = await askDuration(current('duration_seconds'), prompts)
  }
  return answers
}

/** The profiles whose credentials can assume a role. */
function signingProfiles({ files, planFor }: CommandContext): string[] {
  const roleArn = 'arn:aws:iam::123456789012:role/any'
  return files()
    .profileNames()
    .filter((sourceProfile) => {
      try {
        return planFor({ roleArn, sourceProfile }).steps.length > 0
      } catch {
        return false
      }
    })
}

function noSourceProfileError(): RolecallError {
  return new RolecallError('config', 'there is no profile whose credentials could assume a role', {
    hint: 'first store an access key: rolecall add base; on an instance or in a container, use --credential-source',
  })
}

async function askSerial(
  devices: readonly string[],
  before: string | undefined,
  prompts: ConfigurePrompts,
): Promise<string | undefined> {
  const byHand = (): Promise<string> =>
    prompts.text('MFA device (empty for none)', before, (serial) =>
      /^$|^[\w+=/:,.@-]{9,256}$/.test(serial)
        ? undefined
        : 'enter an ARN such as arn:aws:iam::123456789012:mfa/NAME, or a serial number',
    )
  if (devices.length === 0) return (await byHand()) || undefined
  const choice = await prompts.choice('MFA device', [
    ...devices.map((serial) => ({ name: serial, value: serial })),
    { name: 'none', value: '' },
    { name: 'another device', value: 'another' },
  ])
  return (choice === 'another' ? await byHand() : choice) || undefined
}

/** @returns seconds; undefined for the default of STS */
async function askDuration(
  before: string | undefined,
  prompts: ConfigurePrompts,
): Promise<string | undefined> {
  const { min, max } = DURATION_LIMITS_SECONDS.AssumeRole
  const typed = await prompts.text('Session duration (empty for 1h)', before, (time) => {
    const seconds = parseDuration(time) ?? 0
    if (time === '' || (seconds >= min && seconds <= max)) return undefined
    return `enter a time from ${humanDuration(min)} to ${humanDuration(max)}, such as 1h or 90m`
  })
  return typed === '' ? undefined : String(parseDuration(typed))
}
