import { readProfile } from '../../aws-files/profile.js'
import { RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import { shellWord } from '../../core/shell-word.js'
import { listIndexEntries } from '../../secrets/secret-index.js'
import { mfaSerialOf } from '../carry-out/cache-state.js'
import type { CommandContext } from '../context.js'

/** An MFA device, and the profile that uses it. */
export interface NamedDevice {
  serial: string
  /** The plan of the profile; undefined if no profile is known. */
  plan?: Plan
}

/**
 * Finds the device that the user means: by its ARN, by a profile, or by the name of a device whose
 * seed is stored. Without a word, that of the current profile or, if it has none, the only stored
 * one.
 * @param given serial number and profile of the options
 * @throws RolecallError 'config' if there is no such device
 */
export function namedDevice(
  word: string | undefined,
  given: { mfaSerial?: string | undefined; profile?: string | undefined },
  context: CommandContext,
): NamedDevice {
  const isSerial = word !== undefined && /^arn:[^:]+:iam:|^[A-Z]{2,8}\d{6,}$/.test(word)
  const serial = given.mfaSerial ?? (isSerial ? word : undefined)
  const isProfile = word !== undefined && !isSerial && context.files().profile(word) !== undefined
  const stored = storedSerials(context)
  const byName = stored.filter((each) => each.split('/').at(-1) === word)
  const [only] = word === undefined ? stored : byName
  if (word !== undefined && !isSerial && !isProfile && only !== undefined && byName.length === 1) {
    return withPlan(only, given.profile, context)
  }
  if (serial !== undefined) return withPlan(serial, isProfile ? word : given.profile, context)
  const name = isSerial ? given.profile : (word ?? given.profile)
  const plan = attempt(() => context.planFor({ profile: name, ownUse: true }), name !== undefined)
  const ofPlan = plan && serialOfPlan(plan, context)
  if (plan && ofPlan !== undefined) return { serial: ofPlan, plan }
  if (word === undefined && given.profile === undefined && only !== undefined && !stored[1]) {
    return { serial: only }
  }
  throw new RolecallError('config', `${plan?.profile ?? 'this profile'} has no MFA device`, {
    hint: `to enrol one: rolecall mfa add --profile ${shellWord(plan?.chain.at(-1) ?? 'NAME')}; to name one: --mfa-serial`,
  })
}

function withPlan(
  serial: string,
  profile: string | undefined,
  context: CommandContext,
): NamedDevice {
  const name = profile ?? profileWith(serial, context)
  const plan = attempt(
    () => context.planFor({ profile: name, ownUse: true }),
    profile !== undefined,
  )
  return plan ? { serial, plan } : { serial }
}

/** The device that a plan uses, or would use if its source were a key. */
export function serialOfPlan(
  { steps, chain }: Pick<Plan, 'steps' | 'chain'>,
  context: CommandContext,
): string | undefined {
  const used = steps.map(mfaSerialOf).find(Boolean)
  if (used !== undefined) return used
  const profiles = chain.map((name) => readProfile(context.files(), name))
  return profiles.map((profile) => profile?.get('mfa_serial')).find(Boolean)
}

/** The first profile that names a device. */
function profileWith(serial: string, { files }: CommandContext): string | undefined {
  return files()
    .profileNames()
    .find((name) => attempt(() => readProfile(files(), name))?.get('mfa_serial') === serial)
}

function storedSerials({ host }: CommandContext): string[] {
  return listIndexEntries('seed', host.paths.state).map(({ serial }) => serial)
}

function attempt<T>(work: () => T, isRequired = false): T | undefined {
  try {
    return work()
  } catch (error) {
    if (isRequired) throw error
    return undefined
  }
}
