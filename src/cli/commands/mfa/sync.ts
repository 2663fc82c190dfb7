import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { resyncDevice } from '../../../iam/virtual-devices.js'
import { readSeed } from '../../../secrets/seeds.js'
import { computedPair, typedPair } from '../../mfa/code-pair.js'
import { namedDevice } from '../../mfa/named-device.js'
import { ownUser } from '../../mfa/own-user.js'
import { isAnswer, sendPair } from '../../mfa/send-pair.js'
import type { RunMfa } from './subcommand.js'

/**
 * Resynchronises a device. A stored seed goes by the clock of this machine, which AWS is to follow;
 * the codes of another device are typed.
 */
export const run: RunMfa = async (word, { profile }, context) => {
  const { host, notify, cache } = context
  const { serial, plan } = namedDevice(word, { profile }, context)
  const user = await ownUser(plan ?? context.planFor({ profile, ownUse: true }), context)
  const seed = await readSeed(serial, { host, storeNamed: cache().storeNamed })
  const typed = async (isFirst: boolean) => {
    const reason = isFirst
      ? `AWS needs two consecutive codes of ${serial}`
      : 'AWS did not accept these codes; wait for the next one'
    const pair = context.mayPrompt ? await typedPair({ serial, reason }, host) : undefined
    if (pair) return pair
    throw new RolecallError(
      'interaction',
      `no seed of ${serial} is stored, and there is no terminal to prompt on`,
      {
        hint: `run it in a terminal: rolecall mfa sync ${shellWord(serial)}`,
      },
    )
  }
  await sendPair(
    {
      serial,
      isComputed: seed !== undefined,
      pair: (isFirst) =>
        seed === undefined
          ? typed(isFirst)
          : computedPair({ seed, serial, clockOffsetMs: 0 }, host, notify),
      send: (codes) => user.call((call) => resyncDevice(call, serial, codes)),
    },
    context,
  ).catch((error: unknown) => {
    throw explained(error, serial, seed !== undefined)
  })
  notify(`AWS now accepts the codes of ${serial}; the next one comes in less than 30 s`)
  return 0
}

function explained(error: unknown, serial: string, isStored: boolean): unknown {
  if (!isRolecallError(error)) return error
  if (isAnswer(error, 'InvalidAuthenticationCode')) {
    return new RolecallError('refused', 'AWS did not accept the codes', {
      hint: isStored
        ? `the clock of this machine may be far off, or the seed is that of another device: rolecall mfa import ${shellWord(serial)} --replace`
        : 'enter two consecutive codes of the device',
      awsCode: 'InvalidAuthenticationCode',
      cause: error,
    })
  }
  if (!isAnswer(error, 'NoSuchEntity')) return error
  return new RolecallError('refused', `the user does not have the device ${serial}`, {
    hint: 'rolecall mfa list shows the devices of profiles; name the profile of the user in --profile',
    awsCode: 'NoSuchEntity',
    cause: error,
  })
}
