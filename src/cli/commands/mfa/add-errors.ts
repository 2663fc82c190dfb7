import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { seedEntry } from '../../../secrets/seeds.js'
import type { CommandContext } from '../../context.js'
import { profileFlag } from '../../mfa/finish-enrolment.js'
import { discard, type Enrolment } from '../../mfa/new-device.js'

/** A device that was not enabled is deleted, unless it is unknown whether it was. */
export async function afterFailure(
  error: unknown,
  enrolment: Enrolment,
  context: CommandContext,
): Promise<unknown> {
  if (!isRolecallError(error)) return error
  const { serial, name, store } = enrolment
  const { code, message, awsCode } = error
  const isUnknown = code === 'failed' && awsCode !== 'InvalidAuthenticationCode'
  if (isUnknown && store) {
    return new RolecallError(code, `${message}. ${serial} exists, and its seed is stored`, {
      hint: `to continue: rolecall mfa add ${shellWord(name)}${profileFlag(enrolment)}`,
      cause: error,
    })
  }
  const rest = await discard(enrolment, context)
  const reason =
    awsCode === 'LimitExceeded'
      ? 'this user has eight MFA devices, the maximum that AWS allows'
      : awsCode === 'InvalidAuthenticationCode'
        ? 'AWS did not accept the codes'
        : message
  const hint = HINTS[awsCode ?? ''] ?? error.hint
  return new RolecallError(code, `${reason}. ${rest}`, {
    ...(hint === undefined ? {} : { hint }),
    ...(awsCode === undefined ? {} : { awsCode }),
    cause: error,
  })
}

const HINTS: Readonly<Record<string, string>> = {
  LimitExceeded: 'remove a device first: rolecall mfa remove ARN',
  InvalidAuthenticationCode:
    'check the clock of this machine or of the phone, then run the command again',
}

/** The error for a device that AWS has enabled already, with what to do for another one. */
export function enrolledError(
  { serial, name, user }: Enrolment,
  { host }: CommandContext,
): RolecallError {
  const has = `${user.userName} has the device ${serial} already`
  const isStored = seedEntry(serial, host) !== undefined
  return new RolecallError('config', isStored ? `${has}, and its seed is stored` : has, {
    hint: isStored
      ? `rolecall mfa code ${shellWord(serial)} prints its code; for another device: rolecall mfa add ${shellWord(`${name}-2`)}`
      : `to store its seed: rolecall mfa import ${shellWord(serial)}; for another device: rolecall mfa add ${shellWord(`${name}-2`)}`,
  })
}

/** The error for a seed that could be neither stored nor shown. */
export function noScreenError(): RolecallError {
  return new RolecallError('interaction', 'this terminal cannot show a QR code', {
    hint: 'use another terminal, or leave out --no-store',
  })
}
