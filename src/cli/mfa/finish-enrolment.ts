import { isRolecallError, RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import type { IndexEntry } from '../../secrets/secret-index.js'
import { seedEntry, updateSeedEntry } from '../../secrets/seeds.js'
import { storeNoun } from '../../store/store.js'
import type { CommandContext } from '../context.js'
import { nameDevice } from './name-device.js'
import { forgetDevice, type Enrolment } from './new-device.js'

/**
 * Names the enabled device in the profile, then notes in the index that it is enabled: if the
 * process is killed in between, the next run comes here again.
 */
export async function finishEnrolment(
  enrolment: Enrolment,
  context: CommandContext,
): Promise<void> {
  const { serial, user } = enrolment
  const { host, notify } = context
  const entry = seedEntry(serial, host)
  const isKept = entry !== undefined && entry.store !== 'none'
  const where = isKept ? `; its seed is stored in ${storeNoun(entry.store)}` : ''
  notify(`${serial} is enabled for ${user.userName}${where}`)
  if (isKept) {
    notify('the key and the MFA device are now a single factor: both are on this machine')
  }
  const failures: Error[] = []
  const collect = (error: Error): void => void failures.push(error)
  await nameInProfile(enrolment, context).catch(collect)
  await noteEnabled(enrolment, where, context).catch(collect)
  const [first, second] = failures
  if (isRolecallError(second)) context.printError(second)
  if (first) throw first
}

/** @throws RolecallError 'failed' that says what exists, if the state folder cannot be written */
async function noteEnabled(
  enrolment: Enrolment,
  where: string,
  context: CommandContext,
): Promise<void> {
  const { serial, name } = enrolment
  const entry = seedEntry(serial, context.host)
  try {
    if (entry && entry.store !== 'none') updateSeedEntry(withoutEnrolling(entry), context.host)
    else await forgetDevice(serial, context)
  } catch (error) {
    const what = `${serial} is enabled${where}, but the state folder cannot be written: ${messageOf(error)}`
    throw new RolecallError('failed', what, {
      hint: `its codes are not used until you run this again: rolecall mfa add ${shellWord(name)}${profileFlag(enrolment)}`,
      cause: error,
    })
  }
}

async function nameInProfile({ serial, user }: Enrolment, context: CommandContext): Promise<void> {
  const { profile } = user
  if (profile === undefined) {
    context.notify(`to use it: --mfa-serial ${shellWord(serial)}, or mfa_serial in a profile`)
    return
  }
  await nameDevice(profile, serial, context).catch((error: unknown) => {
    const what = `the device is enabled, but ${profile} does not name it: ${messageOf(error)}`
    throw new RolecallError('failed', what, {
      hint: `write mfa_serial = ${serial} into the profile`,
      cause: error,
    })
  })
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

function withoutEnrolling(entry: IndexEntry<'seed'>): IndexEntry<'seed'> {
  const enabled = { ...entry }
  delete enabled.enrolling
  return enabled
}

/** The flag that repeats the profile of an enrolment in a hint. */
export const profileFlag = ({ user: { profile } }: Enrolment): string =>
  profile === undefined ? '' : ` --profile ${shellWord(profile)}`
