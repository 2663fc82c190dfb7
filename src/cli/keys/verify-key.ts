import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import type { LongTermKey } from '../../secrets/keys.js'
import type { CallerIdentity } from '../../sts/call-sts.js'
import { callContext } from '../../sts/context.js'
import { whileUnknown } from '../../sts/while-unknown.js'
import { silenceSdkWarning } from '../../system/host.js'
import type { CommandContext } from '../context.js'

/**
 * Asks AWS whose key it is. No permission is needed for that.
 * @param allowsRoot whether the key of an account's root user is accepted
 * @param limitMs milliseconds that AWS is given to know a key that may be new
 * @throws RolecallError 'refused' if AWS does not accept the key; 'config' for a key of root
 */
export async function verifyKey(
  key: LongTermKey,
  plan: Plan,
  { allowsRoot, limitMs = MAY_BE_NEW_MS }: { allowsRoot: boolean; limitMs?: number },
  context: CommandContext,
): Promise<CallerIdentity> {
  silenceSdkWarning()
  const { callerIdentity } = await import('../../sts/call-sts.js')
  const sts = callContext(plan, context.host)
  const seconds = Math.round(limitMs / 1000)
  const onWait = (): void =>
    context.notify(`AWS does not know ${key.accessKeyId} yet: trying for ${seconds} s`)
  const identity = await context
    .busy(whileUnknown(() => callerIdentity(plan.target, key, sts), { limitMs, onWait }))
    .catch((error: unknown) => {
      throw withAdvice(error)
    })
  if (!identity.arn.endsWith(':root')) return identity
  const what = `${key.accessKeyId} is a key of the root user of account ${identity.account}`
  if (!allowsRoot) {
    throw new RolecallError('config', what, {
      hint: 'delete it, and create a key of an IAM user: nothing limits what a root key may do. To store it anyway: --root',
    })
  }
  context.notify(`${what}: nothing limits what it may do`)
  return identity
}

/** Milliseconds for a key that may be new or mistyped. */
const MAY_BE_NEW_MS = 6000

/** AWS takes some seconds to know a new key. */
function withAdvice(error: unknown): unknown {
  if (!isRolecallError(error) || error.awsCode !== 'InvalidClientTokenId') return error
  const { code, message, awsCode } = error
  return new RolecallError(code, message, {
    hint: 'check the ID; AWS takes up to 30 seconds to recognise a new key, so try again. A key that was deactivated or deleted is refused too',
    awsCode,
    cause: error,
  })
}
