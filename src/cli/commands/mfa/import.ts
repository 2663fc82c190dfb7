import { isoSeconds } from '../../../core/credentials.js'
import { startDeadline } from '../../../core/time/deadline.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { unusedCode } from '../../../mfa/from-seed.js'
import { promptLimitMs } from '../../../mfa/prompt-limit.js'
import { seedInText } from '../../../mfa/seed-text.js'
import { saveSeed, seedEntry } from '../../../secrets/seeds.js'
import { storeNoun } from '../../../store/store.js'
import { callContext } from '../../../sts/context.js'
import { silenceSdkWarning } from '../../../system/host.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import { monotonicMs } from '../../../system/time.js'
import type { CommandContext } from '../../context.js'
import { openKeyStore } from '../../keys/key-store.js'
import { namedDevice, serialOfPlan, type NamedDevice } from '../../mfa/named-device.js'
import { signingKey } from '../../mfa/signing-key.js'
import type { MfaOptions, RunMfa } from './subcommand.js'

const MAX_STDIN_BYTES = 65_536

/** The shortest session of GetSessionToken: it is not used. */
const SESSION_SECONDS = 900

/** Stores the seed of a device, after AWS has accepted a code of it. */
export const run: RunMfa = async (word, options, context) => {
  const { host } = context
  const { mfaSerial, profile } = options
  const device = namedDevice(word, { mfaSerial, profile }, context)
  const { serial } = device
  if (serial.includes(':u2f/')) {
    throw new RolecallError('config', `${serial} is a security key, which has no seed`, {
      hint: 'STS accepts only TOTP codes; to enrol a virtual device: rolecall mfa add',
    })
  }
  if (seedEntry(serial, host)?.enrolling === undefined) refuseToReplace(serial, options, context)
  const store = await openKeyStore(context, 'seed')
  try {
    const seed = await seedFromUser(serial, options, context)
    if (options.verify !== false) await verifySeed(seed, device, context)
    await saveSeed(seed, { serial, added: isoSeconds(host.now().at) }, store, host)
  } finally {
    store.close()
  }
  const unverified = options.verify === false ? '; not checked with AWS' : ''
  context.notify(`stored the seed of ${serial} in ${storeNoun(store.name)}${unverified}`)
  for (const note of nextSteps(device, context)) context.notify(note)
  return 0
}

function refuseToReplace(serial: string, { replace }: MfaOptions, context: CommandContext): void {
  if (!seedEntry(serial, context.host) || replace) return
  throw new RolecallError('config', `the seed of ${serial} is already stored`, {
    hint: 'to replace it: --replace',
  })
}

async function seedFromUser(
  serial: string,
  { stdin }: MfaOptions,
  context: CommandContext,
): Promise<string> {
  const { host, notify, mayPrompt } = context
  if (stdin) {
    const text = await readStdin(host, MAX_STDIN_BYTES, 'the seed', notify)
    return seedInText(text, 'standard input')
  }
  const { askSeed } = await import('../../ui/ask-seed.js')
  const typed = mayPrompt ? await askSeed(host, serial) : undefined
  if (typed !== undefined) return seedInText(typed, 'the answer')
  throw new RolecallError(
    'interaction',
    `no seed was given for ${serial}, and there is no terminal to prompt on`,
    {
      hint: `rolecall mfa import ${shellWord(serial)} --stdin, or run it in a terminal`,
    },
  )
}

/**
 * Asks AWS for a session with a code of the seed.
 * @throws RolecallError 'refused' if AWS does not accept the code
 */
async function verifySeed(
  seed: string,
  { serial, plan }: NamedDevice,
  context: CommandContext,
): Promise<void> {
  const { host, notify: tell } = context
  if (!plan) {
    throw new RolecallError('config', `no profile names ${serial}`, {
      hint: 'name the profile with the access key of its user in --profile, or store the seed with --no-verify',
    })
  }
  const { plan: signing, key } = await signingKey(plan, context)
  const left = startDeadline(promptLimitMs(host), monotonicMs)
  const code = await unusedCode({ seed, serial, host, left, tell })
  silenceSdkWarning()
  const { callSts } = await import('../../../sts/call-sts.js')
  const input = { DurationSeconds: SESSION_SECONDS, SerialNumber: serial }
  const step = { operation: 'GetSessionToken', target: signing.target, input } as const
  await context
    .busy(callSts(step, key, code, callContext(signing, host)))
    .catch((error: unknown) => {
      throw withAdvice(error, serial)
    })
}

function withAdvice(error: unknown, serial: string): unknown {
  if (!isRolecallError(error) || error.reason !== 'wrong-code') return error
  const { code, message, awsCode } = error
  return new RolecallError(code, message, {
    hint: `check that the seed belongs to ${serial}, and check the clock of this machine. If the device is out of sync: store it with --no-verify, then run rolecall mfa sync ${shellWord(serial)}`,
    ...(awsCode === undefined ? {} : { awsCode }),
    cause: error,
  })
}

function nextSteps({ serial, plan }: NamedDevice, context: CommandContext): string[] {
  const profile = plan?.chain.at(-1)
  const isNamed = plan !== undefined && serialOfPlan(plan, context) === serial
  return [
    'the key and the MFA device are now a single factor: both are on this machine',
    ...(isNamed || profile === undefined
      ? []
      : [
          `to use it: rolecall configure ${shellWord(profile)} --mfa-serial ${shellWord(serial)} --yes`,
        ]),
  ]
}
