import { accountOfKeyId } from '../../../core/access-key-id.js'
import { isRolecallError, RolecallError, unlessRefused } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { OwnKeyCall } from '../../../iam/access-keys.js'
import { checked } from '../../../plan/inputs/validate.js'
import { listIndexEntries } from '../../../secrets/secret-index.js'
import type { CommandContext } from '../../context.js'
import { ownKeyCall } from '../../keys/own-key-call.js'
import { askUser } from './consent.js'
import { signerOf } from './signer.js'

/** How a key is deactivated, or activated again. */
export interface KeyOptions {
  as: string | undefined
  undo: boolean
  yes: boolean
  isPreview: boolean
}

/** Deactivates an access key. Sessions that were made with it go on until they expire. */
export async function revokeKey(
  accessKeyId: string,
  { as, undo, yes, isPreview }: KeyOptions,
  context: CommandContext,
): Promise<void> {
  checked('AccessKeyId', { value: accessKeyId, from: '--key', code: 'usage' })
  if (accessKeyId.startsWith('ASIA')) {
    throw new RolecallError('usage', `${accessKeyId} is the key of a session, not of a user`, {
      hint: 'to end sessions of its role: rolecall revoke PROFILE; rolecall sts get-access-key-info says whose account it is of',
    })
  }
  const call = await keyCall(accessKeyId, as, context)
  const verb = undo ? 'activate' : 'deactivate'
  const what = `${verb} the access key ${accessKeyId} of ${call.userName}`
  if (isPreview) return context.notify(`rolecall revoke would ${what}`)
  if (!yes) {
    const flags = [undo ? ' --undo' : '', as === undefined ? '' : ` --as ${shellWord(as)}`]
    const again = `rolecall revoke --key ${accessKeyId}${flags.join('')} --yes`
    const question = `${undo ? 'Activate' : 'Deactivate'} the access key ${accessKeyId} of ${call.userName}?`
    await askUser(question, { what, again }, context)
  }
  const { endKey, activateKey } = await import('../../../iam/access-keys.js')
  await context.busy(undo ? activateKey(call) : endKey(call, 'deactivate'))
  context.notify(`${verb}d ${accessKeyId} of ${call.userName} in AWS`)
  if (undo) return
  const roles = rolesWith(accessKeyId, context).map((name) => `rolecall revoke ${shellWord(name)}`)
  const commands = roles.length > 0 ? roles.join(', ') : 'rolecall revoke PROFILE'
  context.notify(
    `this does not stop sessions created with the key: those of GetSessionToken last up to 36 h, those of roles up to 12 h; to end those of a role: ${commands}`,
  )
  context.notify(
    `to undo this: rolecall revoke --key ${accessKeyId} --undo${as === undefined ? '' : ` --as ${shellWord(as)}`}`,
  )
}

/** Profiles whose role is assumed with the key. */
function rolesWith(accessKeyId: string, { files, planFor }: CommandContext): string[] {
  return files()
    .profileNames()
    .filter((name) => {
      const plan = unlessRefused(() => planFor({ profile: name }))
      const last = plan?.steps.at(-1)
      const source = plan?.source
      const hasKey = source?.kind === 'static' || source?.kind === 'stored-key'
      return hasKey && source.accessKeyId === accessKeyId && last?.operation === 'AssumeRole'
    })
}

/** Signed by `--as`, or by the key's own user if it is stored here. */
async function keyCall(
  accessKeyId: string,
  as: string | undefined,
  context: CommandContext,
): Promise<OwnKeyCall> {
  const entry = listIndexEntries('key', context.host.paths.state).find(
    (each) => each.accessKeyId === accessKeyId,
  )
  if (entry && as === undefined) return ownKeyCall(entry, context)
  const { profile, identity, target, signer, context: how } = await signerOf(as, context)
  const account = accountOfKeyId(accessKeyId)
  if (account !== undefined && account !== identity.account) {
    const message = `${accessKeyId} is a key of account ${account}, and ${profile} has credentials of account ${identity.account}`
    throw new RolecallError('config', message, {
      hint: `name a profile of account ${account}: rolecall revoke --key ${accessKeyId} --as PROFILE`,
    })
  }
  const { keyOwner } = await import('../../../iam/listed-keys.js')
  const own = /:user\/(?:.*\/)?([^/]+)$/.exec(identity.arn)?.[1]
  const owner = await context
    .busy(keyOwner({ target, signer, context: how, accessKeyId }))
    .catch((error: unknown) => {
      // A user may often edit the own keys only, without asking whose another one is.
      if (isRolecallError(error) && error.awsCode === 'AccessDenied' && own !== undefined)
        return own
      throw error
    })
  return { target, signer, context: how, userName: owner, accessKeyId }
}
