import { accountOfKeyId } from '../../../core/access-key-id.js'
import { isRolecallError, RolecallError, unlessRefused } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { OwnKeyCall } from '../../../iam/access-keys.js'
import { listIndexEntries } from '../../../secrets/secret-index.js'
import type { CommandContext } from '../../context.js'
import { ownKeyCall } from '../../keys/own-key-call.js'
import { plansWithKey } from '../../keys/sessions-of-access-key.js'
import type { IamCaller } from './history-facts.js'
import { iamSigner } from './signer.js'

/** How IAM is called about a key. */
export interface OpenedKey extends Omit<OwnKeyCall, 'userName'>, IamCaller {
  /** The profile that signs. */
  profile: string
  /** Whether its credentials come from the key itself. */
  signsItself: boolean
  /** The user whose key it is. */
  owner: () => Promise<string>
}

/**
 * Gets credentials that may edit a key: those of `--as`, or those of the key's own user if it is
 * stored here or in the AWS files.
 * @param undo a key that is inactive cannot sign
 */
export async function openKey(
  accessKeyId: string,
  as: string | undefined,
  undo: boolean,
  context: CommandContext,
): Promise<OpenedKey> {
  const entry = listIndexEntries('key', context.host.paths.state).find(
    (each) => each.accessKeyId === accessKeyId,
  )
  if (entry && as === undefined && !undo) {
    const { userName, ...call } = await ownKeyCall(entry, context)
    const owner = (): Promise<string> => Promise.resolve(userName)
    return { ...call, profile: entry.profile, callerArn: entry.arn, signsItself: true, owner }
  }
  const own = plansWithKey(accessKeyId, context)
  const holder = undo ? undefined : own.find(({ steps }) => steps.every(isOwnSession))?.profile
  if ((as ?? holder) === undefined && isNobody(context)) {
    throw new RolecallError('config', `no profile has the key ${accessKeyId}, and none is named`, {
      hint: `name a profile with rights on the user of the key: ${commandFor(accessKeyId, undo)}`,
    })
  }
  const found = await iamSigner(as ?? holder, context)
  const { profile, identity, target, signer, context: how } = found
  const account = accountOfKeyId(accessKeyId)
  if (account !== undefined && account !== identity.account) {
    const message = `${accessKeyId} is a key of account ${account}, and ${profile} has credentials of account ${identity.account}`
    throw new RolecallError('config', message, {
      hint: `name a profile of account ${account}: ${commandFor(accessKeyId, undo)}`,
    })
  }
  const call = { target, signer, context: how, accessKeyId }
  return {
    ...call,
    ...{ profile, callerArn: identity.arn },
    signsItself: own.some((plan) => plan.profile === profile),
    owner: () => ownerOf(call, identity.arn, context),
  }
}

/** Whether neither a variable nor `[default]` names a profile. */
function isNobody({ planFor }: CommandContext): boolean {
  const plan = unlessRefused(() => planFor({}))
  return plan === undefined || plan.fallback !== undefined
}

const isOwnSession = ({ operation }: { operation: string }): boolean =>
  operation === 'GetSessionToken'

async function ownerOf(
  call: Omit<OwnKeyCall, 'userName'>,
  callerArn: string,
  context: CommandContext,
): Promise<string> {
  const { keyOwner } = await import('../../../iam/listed-keys.js')
  const own = /:user\/(?:.*\/)?([^/]+)$/.exec(callerArn)?.[1]
  return context.busy(keyOwner(call)).catch((error: unknown) => {
    // A user may often edit the own keys only, without asking whose another one is.
    if (isRolecallError(error) && error.awsCode === 'AccessDenied' && own !== undefined) return own
    throw error
  })
}

/** Says what an error means for a key. */
export function explainKeyRefusal(
  error: unknown,
  {
    accessKeyId,
    account = accountOfKeyId(accessKeyId),
    as,
    undo,
  }: {
    accessKeyId: string
    account: string | undefined
    as: string | undefined
    undo: boolean
  },
): unknown {
  if (!isRolecallError(error)) return error
  const { awsCode, message } = error
  const details = { ...(awsCode === undefined ? {} : { awsCode }), cause: error }
  if (awsCode === 'NoSuchEntity') {
    const where = account === undefined ? 'the account' : `account ${account}`
    const list = `rolecall exec ${as === undefined ? 'PROFILE' : shellWord(as)} -- aws iam list-access-keys --user-name USER`
    return new RolecallError('config', `${where} has no access key ${accessKeyId}`, {
      ...details,
      hint: `a key that was deleted needs nothing more; to see the keys of a user: ${list}`,
    })
  }
  if (/^AccessDenied/.test(awsCode ?? '') && /perform:? iam:/.test(message)) {
    return new RolecallError('refused', message, {
      ...details,
      hint: `it takes iam:GetAccessKeyLastUsed and iam:UpdateAccessKey on the user of the key; with another profile: ${commandFor(accessKeyId, undo)}`,
    })
  }
  return error
}

const commandFor = (accessKeyId: string, undo: boolean): string =>
  `rolecall revoke --key ${accessKeyId}${undo ? ' --undo' : ''} --as PROFILE`
