import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { enableDevice } from '../../../iam/virtual-devices.js'
import { seedUri } from '../../../mfa/seed-text.js'
import { listIndexEntries } from '../../../secrets/secret-index.js'
import { seedEntry } from '../../../secrets/seeds.js'
import { openTerminal } from '../../../system/terminal/terminal.js'
import type { CommandContext } from '../../context.js'
import { openKeyStore } from '../../keys/key-store.js'
import { computedPair, typedPair } from '../../mfa/code-pair.js'
import { finishEnrolment, profileFlag } from '../../mfa/finish-enrolment.js'
import { createOrResume, discard, type Enrolment, type SeededDevice } from '../../mfa/new-device.js'
import { ownUser, type OwnUser } from '../../mfa/own-user.js'
import { isAnswer, sendPair } from '../../mfa/send-pair.js'
import type { MfaOptions, RunMfa } from './subcommand.js'

/**
 * Enrols a virtual device: creates it, stores its seed, shows the seed to a phone, and enables it.
 * At every moment either nothing is left in AWS, or the next run goes on with what is there.
 */
export const run: RunMfa = async (word, options, context) => {
  const { host } = context
  const canShow = context.mayPrompt && openTerminal(host) !== undefined
  const isKept = options.store !== false
  if (!isKept && !canShow) {
    throw new RolecallError('interaction', 'without a terminal the seed can only be stored', {
      hint: 'run it in a terminal, or leave out --no-store',
    })
  }
  const { name: named, profile } = wordsOf(word, options, context)
  const store = isKept ? await openKeyStore(context, 'seed') : undefined
  try {
    const user = await ownUser(context.planFor({ profile, ownUse: true }), context)
    const devices = await user.devices()
    const name = named ?? deviceName(user, devices, context)
    const enrolment: Enrolment = { name, serial: user.serialOf(name), user, store }
    if (!devices.includes(enrolment.serial)) {
      const device = await createOrResume(enrolment, options.replace === true, context)
      await showAndEnable(enrolment, device, canShow, context)
    } else if (seedEntry(enrolment.serial, host)?.enrolling === undefined) {
      throw enrolledError(enrolment, context)
    }
    await finishEnrolment(enrolment, context)
  } finally {
    store?.close()
  }
  return 0
}

/** The argument names the device or, without --profile, the profile, as in `mfa code`. */
function wordsOf(
  word: string | undefined,
  { profile }: MfaOptions,
  { files }: CommandContext,
): { name?: string; profile?: string | undefined } {
  if (word === undefined) return { profile }
  if (profile === undefined && files().profile(word) !== undefined) return { profile: word }
  if (/^[\w+=,.@-]{1,226}$/.test(word)) return { name: word, profile }
  throw new RolecallError('usage', `${word} cannot be the name of an MFA device`, {
    hint: 'a name has letters, digits and +=,.@-_',
  })
}

/** The user's name, as many policies demand, or the name that an earlier run has begun with. */
function deviceName(
  { profile, userName, serialOf }: OwnUser,
  devices: string[],
  context: CommandContext,
): string {
  const begun = listIndexEntries('seed', context.host.paths.state).find(
    ({ enrolling, serial }) =>
      enrolling !== undefined && enrolling === profile && serial.startsWith(serialOf('')),
  )
  if (begun) return begun.serial.split('/').at(-1) ?? userName
  for (let number = 1; ; number++) {
    const name = number === 1 ? userName : `${userName}-${number}`
    if (!devices.includes(serialOf(name))) return name
  }
}

async function showAndEnable(
  enrolment: Enrolment,
  device: SeededDevice,
  canShow: boolean,
  context: CommandContext,
): Promise<void> {
  const { serial, store, user } = enrolment
  const { seed } = device
  const show = async (): Promise<boolean> => {
    const { showSeed } = await import('../../ui/show-seed.js')
    const reason = store
      ? 'The seed is stored. Scan it with a phone too, in case you lose this machine.'
      : 'Scan this with the authenticator app of your phone.'
    return showSeed({ uri: seedUri(serial, seed), seed, reason }, context.host)
  }
  try {
    if (canShow && !(await show()) && !store) throw noScreenError()
    await sendPair(
      {
        serial,
        isComputed: store !== undefined,
        pair: (isFirst) =>
          store
            ? computedPair({ serial, ...device }, context.host, context.notify)
            : typedCodes(serial, isFirst, show, context),
        send: (codes) => user.call((call) => enableDevice(call, serial, codes)),
      },
      context,
    )
  } catch (error) {
    // The answer to the call that enabled it may have been lost.
    if (isAnswer(error, 'EntityAlreadyExists') && (await user.devices()).includes(serial)) return
    throw await afterFailure(error, enrolment, context)
  }
}

async function typedCodes(
  serial: string,
  isFirst: boolean,
  show: () => Promise<boolean>,
  { host }: CommandContext,
) {
  const reason = isFirst
    ? 'AWS wants two codes, one after the other'
    : 'AWS did not accept these codes; wait for the next one'
  const pair = await typedPair({ serial, reason, showAgain: show }, host)
  if (pair) return pair
  throw new RolecallError('interaction', 'the terminal is gone')
}

/** A device that was not enabled is deleted, unless it is unknown whether it was. */
async function afterFailure(
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
      hint: `to go on: rolecall mfa add ${shellWord(name)}${profileFlag(enrolment)}`,
      cause: error,
    })
  }
  const rest = await discard(enrolment, context)
  const reason =
    awsCode === 'LimitExceeded'
      ? 'this user has eight MFA devices, which is the limit of AWS'
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

function enrolledError({ serial, name, user }: Enrolment, { host }: CommandContext): RolecallError {
  const has = `${user.userName} has the device ${serial} already`
  const isStored = seedEntry(serial, host) !== undefined
  return new RolecallError('config', isStored ? `${has}, and its seed is stored` : has, {
    hint: isStored
      ? `rolecall mfa code ${shellWord(serial)} prints its code; for another device: rolecall mfa add ${shellWord(`${name}-2`)}`
      : `to store its seed: rolecall mfa import ${shellWord(serial)}; for another device: rolecall mfa add ${shellWord(`${name}-2`)}`,
  })
}

function noScreenError(): RolecallError {
  return new RolecallError('interaction', 'this terminal cannot show a QR code', {
    hint: 'use another terminal, or leave out --no-store',
  })
}
