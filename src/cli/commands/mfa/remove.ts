import { KEY_PREFIX, readProfile } from '../../../aws-files/profile.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { deactivateDevice, deleteVirtualDevice } from '../../../iam/virtual-devices.js'
import { seedEntry } from '../../../secrets/seeds.js'
import { storeUnavailableError } from '../../../store/errors.js'
import { isStoreError, storeNoun } from '../../../store/store.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { CommandContext } from '../../context.js'
import { nameDevice } from '../../mfa/name-device.js'
import { namedDevice } from '../../mfa/named-device.js'
import { forgetDevice } from '../../mfa/new-device.js'
import { ownUser } from '../../mfa/own-user.js'
import { isAnswer, withPatience } from '../../mfa/send-pair.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import type { RunMfa } from './subcommand.js'

/**
 * Removes a device: in AWS first, because a device that AWS still demands would lock the user out
 * without its seed. Then the seed, and last the lines of the profiles.
 */
export const run: RunMfa = async (word, { profile, local = false, yes }, context) => {
  const { host, notify } = context
  const { serial, plan } = namedDevice(word, { profile }, context)
  const entry = seedEntry(serial, host)
  if (local && !entry) {
    throw new RolecallError('config', `no seed of ${serial} is stored`, {
      hint: 'rolecall mfa list shows the stored seeds',
    })
  }
  const copy = entry && entry.store !== 'none' ? ` and its seed from ${storeNoun(entry.store)}` : ''
  const what = local ? `only the seed of ${serial}` : `${serial} from AWS${copy}`
  if (!yes) await askUser(what, `${shellWord(serial)}${local ? ' --local' : ''}`, context)
  if (!local) {
    await removeInAws(serial, plan ?? context.planFor({ profile, ownUse: true }), context)
    notify(`deactivated and deleted ${serial} in AWS`)
  }
  await forget(serial, context)
  if (entry) notify(`removed the seed of ${serial}`)
  if (local) {
    notify(`AWS still requires codes from ${serial}: make sure that another device has its seed`)
    return 0
  }
  for (const name of profilesWith(serial, context)) {
    await nameDevice(name, undefined, context).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      notify(`${name} still names the device: ${reason}`)
    })
  }
  return 0
}

/** A run that was interrupted may have done a part of it. Hardware devices cannot be deleted. */
async function removeInAws(
  serial: string,
  plan: Parameters<typeof ownUser>[0],
  context: CommandContext,
): Promise<void> {
  const user = await ownUser(plan, context)
  await user.call((call) => withPatience(() => deactivateDevice(call, serial))).catch(unlessGone)
  if (!serial.includes(':mfa/')) return
  await user
    .call((call) => withPatience(() => deleteVirtualDevice(call, serial)))
    .catch(unlessGone)
    .catch((error: unknown) => {
      throw notDeletedError(error, serial)
    })
}

function unlessGone(error: unknown): void {
  if (!isAnswer(error, 'NoSuchEntity')) throw error
}

function notDeletedError(error: unknown, serial: string): unknown {
  if (!isRolecallError(error)) return error
  const isOther = isAnswer(error, 'DeleteConflict')
  const message = isOther
    ? `another user has the device ${serial}`
    : `no user has ${serial} any more, but AWS did not delete it: ${error.message}`
  const hint = isOther
    ? 'name the profile of that user in --profile'
    : `to try again: rolecall mfa remove ${shellWord(serial)}`
  return new RolecallError(error.code, message, { hint, cause: error })
}

async function forget(serial: string, context: CommandContext): Promise<void> {
  try {
    await forgetDevice(serial, context)
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
}

/** @throws RolecallError 'usage' without a terminal; 'interrupted' if the user declines */
async function askUser(what: string, words: string, context: CommandContext): Promise<void> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) {
    throw new RolecallError('usage', `rolecall mfa remove would remove ${what}`, {
      hint: `to do that without a prompt: rolecall mfa remove ${words} --yes`,
    })
  }
  const { configurePrompts } = await import('../../ui/prompts.js')
  try {
    if (await configurePrompts(streams).sure(`Remove ${what}?`)) return
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
  } finally {
    streams.close()
  }
  throw new RolecallError('interrupted', 'nothing was removed')
}

function profilesWith(serial: string, { files }: CommandContext): string[] {
  return files()
    .profileNames()
    .filter((name) => {
      const own = files().profile(name)
      const line = own?.get(`${KEY_PREFIX}mfa_serial`) ?? own?.get('mfa_serial')
      return line?.value === serial && readProfile(files(), name) !== undefined
    })
}
