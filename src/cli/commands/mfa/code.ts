import { startDeadline } from '../../../core/time/deadline.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { currentCodeFromProgram } from '../../../mfa/from-program.js'
import { promptLimitMs } from '../../../mfa/prompt-limit.js'
import { stepAt, totp } from '../../../mfa/totp.js'
import { secondsToNextCode, wasUsed } from '../../../mfa/used-codes.js'
import { readSeed } from '../../../secrets/seeds.js'
import { monotonicMs } from '../../../system/time.js'
import type { CommandContext } from '../../context.js'
import { namedDevice, type NamedDevice } from '../../mfa/named-device.js'
import type { RunMfa } from './subcommand.js'

/**
 * Prints a code for another program or a person. It does not count as used, because rolecall itself
 * may have started this command, as `mfa_process`.
 */
export const run: RunMfa = async (word, options, context) => {
  const { host } = context
  const device = namedDevice(word, { profile: options.profile }, context)
  const { serial } = device
  const code = (await codeByProgram(device, context)) ?? (await codeBySeed(device, context))
  const seconds = secondsToNextCode(host)
  context.print(`${code}\n`)
  context.notify(
    wasUsed(serial, code, host)
      ? `rolecall has used this code, and AWS accepts it once; the next one comes in ${seconds} s`
      : `${seconds} s left`,
  )
  return 0
}

async function codeByProgram(
  { serial, plan }: NamedDevice,
  { host, mayPrompt }: CommandContext,
): Promise<string | undefined> {
  const { mfaProcess, mfaProgram } = plan ?? {}
  return currentCodeFromProgram({
    request: { serial, purpose: 'rolecall mfa code', attempt: 1, mfaProcess, mfaProgram },
    ...{ host, mayPrompt, left: startDeadline(promptLimitMs(host), monotonicMs) },
  })
}

async function codeBySeed({ serial, plan }: NamedDevice, context: CommandContext): Promise<string> {
  const { host, cache } = context
  const seed = await readSeed(serial, { host, storeNamed: cache().storeNamed })
  if (seed !== undefined) return totp(seed, stepAt(host.now().at))
  throw new RolecallError('config', `no seed of ${serial} is stored`, {
    hint: `store it: rolecall mfa import ${shellWord(plan?.profile ?? serial)}`,
  })
}
