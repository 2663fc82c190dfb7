import {
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import type { Credentials } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { StsTarget } from '../core/step.js'
import type { CallContext } from '../sts/context.js'
import { clockOffsetMs, type SdkError } from '../sts/errors/sdk-error.js'
import { withIam } from './client.js'

/** How IAM is called about a role. It looks for the name in the account of the signer. */
export interface RoleCall {
  /** Where IAM is called. */
  target: StsTarget
  signer: Credentials
  context: CallContext
  /** Name without the path. */
  roleName: string
}

/**
 * The unique ID of a role, which is a part of its sessions' `aws:userid`.
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export function roleId({ target, signer, context, roleName }: RoleCall): Promise<string> {
  return withIam(target, signer, context, async (client) => {
    const { Role } = await client.send(new GetRoleCommand({ RoleName: roleName }))
    if (Role?.RoleId) return Role.RoleId
    throw new RolecallError('failed', 'the IAM response is incomplete', {
      hint: 'a proxy may have changed it: try again, or check the endpoint and the proxy',
    })
  })
}

/**
 * Reads an inline policy of a role.
 * @returns its JSON text, undefined if there is none; and AWS's time in milliseconds since 1970
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export function readRolePolicy(
  { target, signer, context, roleName }: RoleCall,
  policyName: string,
): Promise<{ text: string | undefined; servedAt: number }> {
  return withIam(target, signer, context, async (client) => {
    const { now } = context
    let offsetMs: number | undefined
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args)
        offsetMs = clockOffsetMs(result.response, now().at)
        return result
      },
      { step: 'deserialize', priority: 'low', name: 'rolecallServerClock' },
    )
    const input = { RoleName: roleName, PolicyName: policyName }
    try {
      const { PolicyDocument = '' } = await client.send(new GetRolePolicyCommand(input))
      return { text: decodeURIComponent(PolicyDocument), servedAt: now().at + (offsetMs ?? 0) }
    } catch (error) {
      const { name, message = '', $response } = error as SdkError
      if (name !== 'NoSuchEntityException' || !/role policy/i.test(message)) throw error
      offsetMs = clockOffsetMs($response, now().at)
      return { text: undefined, servedAt: now().at + (offsetMs ?? 0) }
    }
  })
}

/**
 * Writes an inline policy of a role.
 * @param text undefined deletes it; one that is gone already is not an error
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export function writeRolePolicy(
  { target, signer, context, roleName }: RoleCall,
  policyName: string,
  text: string | undefined,
): Promise<void> {
  return withIam(target, signer, context, async (client) => {
    const policy = { RoleName: roleName, PolicyName: policyName }
    if (text !== undefined) {
      await client.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: text }))
      return
    }
    try {
      await client.send(new DeleteRolePolicyCommand(policy))
    } catch (error) {
      const { name, message = '' } = error as SdkError
      if (name !== 'NoSuchEntityException' || !/role policy/i.test(message)) throw error
    }
  })
}
