import { RolecallError } from '../../../core/errors.js'
import { enableDevice } from '../../../iam/virtual-devices.js'
import { seedUri } from '../../../mfa/seed-text.js'
import { seedEntry } from '../../../secrets/seeds.js'
import { openTerminal } from '../../../system/terminal/terminal.js'
import type { CommandContext } from '../../context.js'
import { openKeyStore } from '../../keys/key-store.js'
import { computedPair, typedPair } from '../../mfa/code-pair.js'
import { finishEnrolment } from '../../mfa/finish-enrolment.js'
import { createOrResume, type Enrolment, type SeededDevice } from '../../mfa/new-device.js'
import { ownUser } from '../../mfa/own-user.js'
import { isAnswer, sendPair } from '../../mfa/send-pair.js'
import type { RunMfa } from './subcommand.js'
import { afterFailure, enrolledError, noScreenError } from './add-errors.js'
import { wordsOf, deviceName } from './device-name.js'

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
    ? 'AWS needs two consecutive codes'
    : 'AWS did not accept these codes; wait for the next one'
  const pair = await typedPair({ serial, reason, showAgain: show }, host)
  if (pair) return pair
  throw new RolecallError('interaction', 'the terminal was closed')
}
