import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import type { LongTermKey } from '../../secrets/keys.js'
import type { CallerIdentity } from '../../sts/call-sts.js'
import { callContext } from '../../sts/context.js'
import { silenceSdkWarning } from '../../system/host.js'
import type { CommandContext } from '../context.js'

/**
 * Asks AWS whose key it is. No permission is needed for that.
 * @param allowsRoot whether the key of an account's root user is accepted
 * @throws RolecallError 'refused' if AWS does not accept the key; 'config' for a key of root
 */
export async function verifyKey(
  key: LongTermKey,
  plan: Plan,
  { allowsRoot }: { allowsRoot: boolean },
  context: CommandContext,
): Promise<CallerIdentity> {
  silenceSdkWarning()
  const { callerIdentity } = await import('../../sts/call-sts.js')
  const sts = callContext(plan, context.host)
  const identity = await context
    .busy(callerIdentity(plan.target, key, sts))
    .catch((error: unknown) => {
      throw withAdvice(error)
    })
  if (!identity.arn.endsWith(':root')) return identity
  const what = `${key.accessKeyId} is a key of the root user of account ${identity.account}`
  if (!allowsRoot) {
    throw new RolecallError('config', what, {
      hint: 'delete it, and create a key of an IAM user: nothing limits a key of root. To store it all the same: --root',
    })
  }
  context.notify(`${what}: nothing limits what it may do`)
  return identity
}

/** AWS takes some seconds to know a new key. */
function withAdvice(error: unknown): unknown {
  if (!isRolecallError(error) || error.awsCode !== 'InvalidClientTokenId') return error
  const { code, message, awsCode } = error
  return new RolecallError(code, message, {
    hint: 'check the ID; AWS takes up to 30 seconds to know a new key, so try again. A key that was deactivated or deleted is refused too',
    awsCode,
    cause: error,
  })
}
