import type { Credentials } from '../../core/credentials.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import { mfaDevices } from '../../iam/mfa-devices.js'
import type { OwnDeviceCall } from '../../iam/virtual-devices.js'
import { traitsOf } from '../../sources/kinds.js'
import { callerIdentity } from '../../sts/call-sts.js'
import { callContext } from '../../sts/context.js'
import { silenceSdkWarning } from '../../system/host.js'
import { mfaSerialOf } from '../carry-out/cache-state.js'
import type { CommandContext } from '../context.js'
import { iamTarget } from '../iam-target.js'
import { signingKey } from './signing-key.js'

/** An IAM user, as the owner of an access key knows it. */
export interface OwnUser {
  /** The profile with the key; undefined if the key is in the environment. */
  profile: string | undefined
  /** Name without the path. */
  userName: string
  /** ARN that a virtual device of this name has. */
  serialOf: (deviceName: string) => string
  /**
   * Calls IAM about the user's devices, signed with the key. If AWS denies that, and the profile
   * has a device, the call and all later ones are signed with its MFA session.
   * @throws RolecallError
   */
  call: <T>(work: (call: OwnDeviceCall) => Promise<T>) => Promise<T>
  /** Serial numbers of the user's devices. */
  devices: () => Promise<string[]>
}

/**
 * Asks AWS whose access key a profile has.
 * @throws RolecallError 'config' if it is not that of an IAM user
 */
export async function ownUser(plan: Plan, context: CommandContext): Promise<OwnUser> {
  const signing = await signingKey(plan, context)
  silenceSdkWarning()
  const sts = callContext(signing.plan, context.host)
  const identity = await context.busy(callerIdentity(signing.plan.target, signing.key, sts))
  const [, partition = '', , , account = '', resource = ''] = identity.arn.split(':')
  if (!resource.startsWith('user/')) throw noUserError(identity.arn)
  const userName = resource.split('/').at(-1) ?? ''
  const call = caller(userName, signing, context)
  return {
    ...{ userName, call, profile: traitsOf(signing.plan.source).profile },
    serialOf: (deviceName) => `arn:${partition}:iam::${account}:mfa/${deviceName}`,
    devices: () =>
      call(({ target, signer, context: how }) => mfaDevices(target, signer, how, userName)),
  }
}

function caller(
  userName: string,
  { plan, key }: { plan: Plan; key: Credentials },
  context: CommandContext,
): OwnUser['call'] {
  const target = iamTarget(plan.profile, plan.target.region, context)
  const sessionPlan = context.planFor({ profile: plan.named, ownUse: true })
  const hasDevice = sessionPlan.steps.some((step) => mfaSerialOf(step) !== undefined)
  let signer = key
  return async <T>(work: (call: OwnDeviceCall) => Promise<T>): Promise<T> => {
    const usesSession = signer !== key
    const run = (): Promise<T> => {
      const how = callContext(signer === key ? plan : sessionPlan, context.host)
      return context.busy(work({ target, signer, context: how, userName }))
    }
    try {
      return await run()
    } catch (error) {
      if (!isDenied(error)) throw error
      if (usesSession || !hasDevice) throw deniedError(error, hasDevice)
      signer = await context.credentials(sessionPlan)
    }
    return run().catch((error: unknown) => {
      throw isDenied(error) ? deniedError(error, hasDevice) : error
    })
  }
}

function isDenied(error: unknown): error is RolecallError {
  return isRolecallError(error) && error.awsCode === 'AccessDenied'
}

function deniedError(error: RolecallError, hasDevice: boolean): RolecallError {
  const firstDevice =
    '. A policy that demands MFA for it makes a first device impossible: then enrol it in the console'
  return new RolecallError('refused', error.message, {
    hint: `ask an administrator to allow this action for your own user${hasDevice ? '' : firstDevice}`,
    awsCode: 'AccessDenied',
    cause: error,
  })
}

function noUserError(arn: string): RolecallError {
  return new RolecallError('config', `${arn} is not an IAM user`, {
    hint: arn.endsWith(':root')
      ? 'manage the MFA devices of the root user in the console'
      : 'an MFA device belongs to an IAM user: name a profile with its access key in --profile',
  })
}
