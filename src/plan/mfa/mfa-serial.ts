import type { Profile } from '../../aws-files/profile.js'
import type { Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { traitsOf } from '../../sources/kinds.js'
import type { ProfileChain } from '../chain/follow-chain.js'
import type { PlanRequest } from '../request.js'
import { fromProfile, fromVariable, type SourcedValue } from '../inputs/sourced-value.js'
import { checked } from '../inputs/validate.js'

/**
 * The serial number of the MFA device: the flag's, aws-vault's AWS_MFA_SERIAL, or that of the first
 * profile in the chain with the key. An empty key there switches off what a later profile has.
 */
export function mfaSerial(
  request: PlanRequest,
  { chain }: ProfileChain,
  env: Env,
): SourcedValue | undefined {
  if (request.mfaSerial !== undefined) {
    return { value: request.mfaSerial, from: '--mfa-serial', code: 'usage' }
  }
  const variable = fromVariable(env, 'AWS_MFA_SERIAL')
  if (variable) return variable
  const holder = holderOfSerial(chain)
  return holder?.get('mfa_serial') ? fromProfile(holder, 'mfa_serial') : undefined
}

/** True if a role is assumed, and only the source profile names the MFA device. */
export function isSerialOfSource(
  request: PlanRequest,
  { chain, roles }: ProfileChain,
  env: Env,
): boolean {
  const isGiven = request.mfaSerial ?? fromVariable(env, 'AWS_MFA_SERIAL')
  if (isGiven !== undefined || roles.length === 0) return false
  const holder = holderOfSerial(chain)
  return holder !== undefined && roles.every(({ profile }) => profile.name !== holder.name)
}

function holderOfSerial(chain: readonly Profile[]): Profile | undefined {
  return chain.find((profile) => profile.get('mfa_serial') !== undefined)
}

/**
 * Whether the source can be used with an MFA code: STS accepts one only from a user's long-term
 * key. For a role, a key that may be long-term is tried, as every SDK does.
 */
export function acceptsMfaCode({ source, roles }: ProfileChain): boolean {
  const { ability, mayBeLongTerm } = traitsOf(source)
  return ability === 'long-term' || (mayBeLongTerm && roles.length > 0)
}

/**
 * Checks a serial number against what STS accepts.
 * @throws RolecallError for a security key, because STS accepts only six-digit codes, and for the
 * ARN of a user or role, for which STS would refuse every code as wrong
 */
export function checkedSerial(serial: SourcedValue): string {
  const value = checked('SerialNumber', serial)
  const { from, code } = serial
  const [, start = '', type, name = ''] = NO_DEVICE.exec(value) ?? []
  if (type !== undefined) {
    throw new RolecallError(code, `${from} is the ARN of a ${type}, not of an MFA device`, {
      hint: `the ARN of a device looks like ${start}mfa/${name.replace(/.*\//, '')}`,
    })
  }
  if (!value.includes(':u2f/')) return value
  throw new RolecallError(code, `${from} is a security key, and STS accepts only TOTP codes`, {
    hint: 'register an authenticator app for the same user (up to eight devices) and name its ARN, …:mfa/NAME',
  })
}

const NO_DEVICE = /^(arn:[^:]*:iam::\d*:)(user|role|group)\/(.*)$/
