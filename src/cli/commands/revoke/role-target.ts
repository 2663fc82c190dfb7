import { loadProfile } from '../../../aws-files/load-profile.js'
import { isArn, meantRoleArn, parseRoleArn } from '../../../core/arn.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { CommandContext } from '../../context.js'
import { flagWords } from '../../typed-command.js'

/** The role whose sessions are revoked. */
export interface RoleTarget {
  arn: string
  /** Twelve digits. */
  account: string
  /** Name without the path, as IAM wants it. */
  roleName: string
  /** The user's word for it, for commands that can be pasted. */
  word: string
  /** The name of the session, if the user gave the ARN of one. */
  session?: string
}

/**
 * Finds the role that a word means: that of a profile, or the one of an ARN.
 * @throws RolecallError 'usage' or 'config' if it is not a role, or one that cannot be edited
 */
export function roleTarget(word: string, context: CommandContext): RoleTarget {
  const arn = isArn(word) ? (meantRoleArn(word) ?? word) : roleOfProfile(word, context)
  const parsed = parseRoleArn(arn)
  if (!parsed) {
    throw new RolecallError('usage', `${word} is not the ARN of a role`, {
      hint: 'it looks like arn:aws:iam::123456789012:role/NAME',
    })
  }
  const roleName = parsed.role.split('/').at(-1) ?? ''
  refuseUneditable(parsed.role, roleName)
  const [, session] = /:assumed-role\/[^/]+\/(.+)$/.exec(word) ?? []
  return {
    ...{ arn, account: parsed.account, roleName, word },
    ...(session === undefined ? {} : { session }),
  }
}

function roleOfProfile(profile: string, context: CommandContext): string {
  loadProfile(context.files(), profile)
  const plan = context.planFor({ profile })
  const last = plan.steps.at(-1)
  const arn = last && 'RoleArn' in last.input ? last.input.RoleArn : undefined
  if (arn !== undefined) return arn
  if (plan.source.kind === 'sso') throw uneditableError(plan.source.roleName, 'sso')
  if (last?.operation === 'AssumeRoleWithSAML') {
    throw new RolecallError('config', `the identity provider decides which role ${profile} has`, {
      hint: 'name the role: rolecall revoke arn:aws:iam::123456789012:role/NAME; rolecall saml lists the roles',
    })
  }
  const id = 'accessKeyId' in plan.source ? plan.source.accessKeyId : 'ID'
  throw new RolecallError('config', `${profile} has no role whose sessions can be revoked`, {
    hint: `to deactivate an access key: rolecall revoke --key ${id}; docs/revoke.md says how to end a user's own sessions`,
  })
}

function refuseUneditable(pathAndName: string, roleName: string): void {
  if (roleName.startsWith('AWSReservedSSO_')) throw uneditableError(roleName, 'sso')
  const isOfService = pathAndName.startsWith('aws-service-role/')
  if (isOfService || roleName.startsWith('AWSServiceRoleFor')) {
    throw uneditableError(roleName, 'service')
  }
}

/** The error for roles that belong to AWS. Only their owner can end their sessions. */
export function uneditableError(roleName: string, owner: 'sso' | 'service'): RolecallError {
  return owner === 'sso'
    ? new RolecallError(
        'config',
        `${roleName} is a role of IAM Identity Center, which cannot be edited`,
        {
          hint:
            'in the console of IAM Identity Center, open the user, choose "Active sessions" and end them, ' +
            'then add the Deny in docs/revoke.md to the inline policy of the permission set',
        },
      )
    : new RolecallError('config', `${roleName} is a service-linked role, which cannot be edited`, {
        hint: 'only the AWS service uses its sessions: stop the resources of the service instead',
      })
}

/** The command line that names the same revocation. @param flags further words */
export function commandLine(
  { word }: Pick<RoleTarget, 'word'>,
  { session, sourceIdentity, as }: { session?: string; sourceIdentity?: string; as?: string },
  flags: string,
): string {
  const words = [
    `rolecall revoke ${shellWord(word)}`,
    ...(session === undefined || word.includes(':assumed-role/')
      ? []
      : [flagWord('--session', session)]),
    ...(sourceIdentity === undefined ? [] : [flagWord('--source-identity', sourceIdentity)]),
    ...(as === undefined ? [] : [flagWord('--as', as)]),
    flags,
  ]
  return words.filter(Boolean).join(' ')
}

const flagWord = (flag: string, value: string): string =>
  flagWords(flag, value).map(shellWord).join(' ')
