import { isoSeconds } from '../../core/credentials.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { storedSeedName } from '../../core/state/stored-seed.js'
import { createVirtualDevice, deleteVirtualDevice } from '../../iam/virtual-devices.js'
import { forgetSecret } from '../../secrets/forget.js'
import { removeIndexEntry } from '../../secrets/secret-index.js'
import { readSeed, saveSeed, seedEntry, updateSeedEntry } from '../../secrets/seeds.js'
import type { SecretStore } from '../../store/store.js'
import type { CommandContext } from '../context.js'
import type { OwnUser } from './own-user.js'
import { isAnswer, withPatience } from './send-pair.js'

/** A device that is being enrolled. */
export interface Enrolment {
  serial: string
  /** Name in AWS, the last part of the ARN. */
  name: string
  user: OwnUser
  /** Where the seed is kept; undefined if only a phone gets it. */
  store: SecretStore | undefined
}

/** A device in AWS that is not yet enabled for a user, and its seed. */
export interface SeededDevice {
  seed: string
  /** AWS's clock minus the local one, if a call has shown it: milliseconds. */
  clockOffsetMs: number
}

/**
 * Creates the device, or finds the one that an interrupted run has left.
 *
 * Before the device is created, the index says that it is being enrolled: only AWS knows the seed
 * then, and shows it once, so that a device without a seed has to be replaced. A device that
 * another program has left is replaced only if the user asks for that.
 */
export async function createOrResume(
  enrolment: Enrolment,
  replaces: boolean,
  context: CommandContext,
): Promise<SeededDevice> {
  const { serial, name, user, store } = enrolment
  const { host, notify } = context
  const left = seedEntry(serial, host)
  const seed = left?.enrolling === undefined || !store ? undefined : await seedOf(serial, context)
  if (seed !== undefined) {
    notify(`continuing with ${serial}, which an earlier run created`)
    return { seed, clockOffsetMs: 0 }
  }
  if (left && !store) await forgetDevice(serial, context)
  const about = { serial, added: isoSeconds(host.now().at), enrolling: user.profile ?? '-' }
  updateSeedEntry({ ...about, key: storedSeedName(serial), store: store?.name ?? 'none' }, host)
  const create = (): Promise<SeededDevice> =>
    user.call((call) => withPatience(() => createVirtualDevice(call, name)))
  let device: SeededDevice
  try {
    device = await create().catch(async (error: unknown) => {
      const isOurs = left !== undefined || replaces || wasAnswerLost(error)
      if (!isAnswer(error, 'EntityAlreadyExists') || !isOurs) throw error
      // AWS refuses to delete a device that a user has.
      await user.call((call) => withPatience(() => deleteVirtualDevice(call, serial)))
      return create()
    })
  } catch (error) {
    const isRefused = isRolecallError(error) && error.code === 'refused'
    if (isRefused && left === undefined) await forgetDevice(serial, context)
    throw isAnswer(error, 'EntityAlreadyExists') || isAnswer(error, 'DeleteConflict')
      ? takenError(enrolment, error)
      : error
  }
  if (store) await keepSeed(device.seed, about, enrolment, context)
  return device
}

/** Whether the first attempt created the device, and only its answer was lost. */
function wasAnswerLost(error: unknown): boolean {
  const { $metadata } = (isRolecallError(error) ? error.cause : {}) as {
    $metadata?: { attempts?: number }
  }
  return ($metadata?.attempts ?? 1) > 1
}

async function seedOf(
  serial: string,
  { host, cache }: CommandContext,
): Promise<string | undefined> {
  return readSeed(serial, { host, storeNamed: cache().storeNamed })
}

/** Stores the seed, or deletes the device again: without its seed it is useless. */
async function keepSeed(
  seed: string,
  about: Parameters<typeof saveSeed>[1],
  enrolment: Enrolment,
  context: CommandContext,
): Promise<void> {
  const { store } = enrolment
  if (!store) return
  try {
    await saveSeed(seed, about, store, context.host)
  } catch (error) {
    if (!isRolecallError(error)) throw error
    const rest = await discard(enrolment, context)
    const { code, message, hint } = error
    throw new RolecallError(code, `the seed was not stored: ${message}. ${rest}`, {
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    })
  }
}

/**
 * Deletes a device that was not enabled, and its seed.
 * @returns what is left, for the message
 */
export async function discard(
  { serial, name, user }: Enrolment,
  context: CommandContext,
): Promise<string> {
  try {
    await user.call((call) => deleteVirtualDevice(call, serial))
  } catch (error) {
    if (!isRolecallError(error)) throw error
    if (!isAnswer(error, 'NoSuchEntity')) {
      return `AWS still has the unused device ${serial} (${error.message}); rolecall mfa add ${shellWord(name)} continues with it, rolecall mfa remove ${shellWord(name)} deletes it`
    }
  }
  // The seed of a device that is gone is worthless, even if the store fails to remove it.
  await forgetDevice(serial, context).catch(() => {
    removeIndexEntry('seed', context.host.paths.state, storedSeedName(serial))
  })
  return `${serial} was deleted again in AWS`
}

/** Removes a device's seed and its index entry. */
export async function forgetDevice(
  serial: string,
  { host, storeOptions, cache }: CommandContext,
): Promise<void> {
  const inUse = await cache().secrets()
  await forgetSecret('seed', storedSeedName(serial), { host, options: storeOptions, inUse })
}

function takenError({ serial, name }: Enrolment, error: unknown): RolecallError {
  const other = shellWord(`${name}-2`)
  return new RolecallError('refused', `the device name ${name} is taken: AWS has ${serial}`, {
    hint: isAnswer(error, 'DeleteConflict')
      ? `it belongs to a user; choose another name: rolecall mfa add ${other}`
      : `choose another name: rolecall mfa add ${other}; or, if no user has the device, replace it: rolecall mfa add ${shellWord(name)} --replace`,
    awsCode: 'EntityAlreadyExists',
    cause: error,
  })
}
