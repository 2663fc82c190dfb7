import type { StsAnswer } from '../sts/raw-call.js'
import type { StsInput } from '../sts/api/input.js'
import type { StsOperation } from '../sts/api/operation.js'
import type { Credentials } from '../core/credentials.js'
import type { Plan } from '../core/plan.js'
import { quietSdk, type Host } from '../system/host.js'
import { callContext } from './network.js'
import { askTokenCode } from '../mfa/code.js'
import { describeRoleArn } from '../core/describe-role.js'
import { retryWithCode } from '../mfa/retry.js'

export interface DirectCall {
  operation: StsOperation
  input: StsInput
  destination: Pick<Plan, 'target' | 'caBundle'>
  /** undefined where nobody signs. */
  signer: Credentials | undefined
  /** For the prompt and for `mfa_process`. */
  plan: Pick<Plan, 'profile' | 'mfaProcess'>
}

/**
 * One operation as it is: nothing of it is cached. Where a device is named and no code, the code is asked for.
 * @param input false: nobody is asked
 */
export async function callDirectly(
  { operation, input, destination, signer, plan }: DirectCall,
  host: Host,
  { input: mayAsk }: { input: boolean },
): Promise<StsAnswer> {
  quietSdk()
  const { callOperation } = await import('../sts/raw-call.js')
  const context = callContext(destination, host)
  const { TokenCode, ...rest } = input as { TokenCode?: string; SerialNumber?: string }
  const wants = describeRoleArn(input['RoleArn']) ?? operation.api
  return retryWithCode(
    rest.SerialNumber,
    (serial, attempt, previous) =>
      askTokenCode(
        { ...plan, serial, wants, given: TokenCode, flag: '--token-code', attempt, previous },
        host,
        { mayPrompt: mayAsk },
      ),
    (code = TokenCode) => {
      const whole = code === undefined ? rest : { ...rest, TokenCode: code }
      return callOperation(operation.api, whole, destination.target, signer, context)
    },
  )
}
