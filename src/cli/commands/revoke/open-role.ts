import { isRolecallError, RolecallError, unlessRefused } from '../../../core/errors.js'
import { parseRoleArn } from '../../../core/arn.js'
import type { RoleCall } from '../../../iam/role-policies.js'
import type { CommandContext } from '../../context.js'
import { commandLine, uneditableError, type RoleTarget } from './role-target.js'
import type { IamCaller } from './history-facts.js'
import { iamSigner } from './signer.js'
import type { Host } from '../../../system/host.js'
import { typedCommand } from '../../typed-command.js'

/**
 * Gets credentials that may edit a role: those of `--as`, or the role's own. IAM knows a role by
 * its name within the signer's account, so a signer of another account could hit another role.
 * @throws RolecallError 'config' if the signer is of another account
 */
export async function openRole(
  role: RoleTarget,
  as: string | undefined,
  context: CommandContext,
): Promise<RoleCall & IamCaller> {
  const profile = as ?? (role.session === undefined ? role.word : role.arn)
  const { identity, target, signer, context: how } = await iamSigner(profile, context)
  const [, partition] = identity.arn.split(':')
  if (identity.account !== role.account || partition !== role.arn.split(':')[1]) {
    throw otherAccountError(role, identity.account, as ?? profile, context)
  }
  return { target, signer, context: how, roleName: role.roleName, callerArn: identity.arn }
}

function otherAccountError(
  role: RoleTarget,
  account: string,
  profile: string,
  { files, planFor, host }: CommandContext,
): RolecallError {
  const inAccount = files()
    .profileNames()
    .filter((name) => {
      const input = unlessRefused(() => planFor({ profile: name }))?.steps.at(-1)?.input
      const arn = input && 'RoleArn' in input ? input.RoleArn : undefined
      return arn !== undefined && parseRoleArn(arn)?.account === role.account
    })
  const message = `${role.roleName} is a role of account ${role.account}, and ${profile} has credentials of account ${account}`
  const [first] = inAccount
  const where = first === undefined ? `, a profile of account ${role.account}` : ''
  return new RolecallError('config', message, {
    hint: `only credentials of the role's own account can edit it: ${typedCommand(host, '--as', first ?? 'PROFILE')}${where}`,
  })
}

/**
 * Says what a refusal of IAM means for a revocation.
 * @param as the profile of `--as`, if any
 * @param host whose command line a hint repeats
 */
export function explainRefusal(
  error: unknown,
  role: RoleTarget,
  as: string | undefined,
  host: Pick<Host, 'argv'>,
): unknown {
  if (!isRolecallError(error)) return error
  const { awsCode, message } = error
  const details = { ...(awsCode === undefined ? {} : { awsCode }), cause: error }
  if (awsCode === 'UnmodifiableEntity') {
    const kind = role.roleName.startsWith('AWSReservedSSO_') ? 'sso' : 'service'
    return uneditableError(role.roleName, kind)
  }
  if (awsCode === 'LimitExceeded') {
    return new RolecallError(
      'refused',
      `the inline policies of ${role.roleName} are full: IAM allows 10240 characters a role`,
      {
        ...details,
        hint:
          `nothing was written. Move an inline policy of the role into a managed one, or end all its sessions instead: ` +
          `that needs less space: ${commandLine({ word: role.session === undefined ? role.word : role.arn }, as === undefined ? {} : { as }, '')}`,
      },
    )
  }
  if (awsCode === 'NoSuchEntity') {
    return new RolecallError('config', `account ${role.account} has no role ${role.roleName}`, {
      ...details,
      hint: 'check the ARN; a deleted role has no usable sessions',
    })
  }
  if (!/^AccessDenied/.test(awsCode ?? '') || !/perform:? iam:/.test(message)) return error
  const who = as === undefined ? 'the role itself may not do that' : `${as} may not do that`
  const explicit = /explicit deny/.test(message)
    ? '; if this session was revoked before: rolecall login --refresh'
    : ''
  return new RolecallError('refused', message, {
    ...details,
    hint:
      `${who}: this needs iam:GetRolePolicy, iam:PutRolePolicy and iam:DeleteRolePolicy on ${role.arn}, and iam:GetRole for a session; ` +
      `with another profile: ${typedCommand(host, '--as', 'PROFILE')}${explicit}`,
  })
}
