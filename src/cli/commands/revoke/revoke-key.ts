import { accountOfArn } from '../../../core/arn.js'
import { accountOfKeyId } from '../../../core/access-key-id.js'
import { RolecallError } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import { shellWord } from '../../../core/shell-word.js'
import { checked } from '../../../plan/inputs/validate.js'
import { forgetDeactivated, noteDeactivated } from '../../../secrets/deactivated-keys.js'
import type { CommandContext } from '../../context.js'
import { plansWithKey, sessionsOfAccessKey } from '../../keys/sessions-of-access-key.js'
import { askUser } from './consent.js'
import { forgetEach } from './forget-sessions.js'
import { recordChange, recordingRefusal } from './history-facts.js'
import { explainKeyRefusal, openKey, type OpenedKey } from './open-key.js'

/** How a key is deactivated, or activated again. */
export interface KeyOptions {
  as: string | undefined
  undo: boolean
  yes: boolean
  isPreview: boolean
}

/**
 * Deactivates an access key, and forgets this machine's sessions that were made with it. Elsewhere,
 * such sessions go on until they expire.
 */
export async function revokeKey(
  accessKeyId: string,
  options: KeyOptions,
  context: CommandContext,
): Promise<void> {
  checked('AccessKeyId', { value: accessKeyId, from: '--key', code: 'usage' })
  if (accessKeyId.startsWith('ASIA')) {
    throw new RolecallError('usage', `${accessKeyId} is the key of a session, not of a user`, {
      hint: 'to end sessions of its role: rolecall revoke PROFILE; rolecall sts get-access-key-info says whose account it is of',
    })
  }
  const { as, undo } = options
  const key = await openKey(accessKeyId, as, undo, context)
  const facts = {
    profile: key.profile,
    account: accountOfArn(key.callerArn ?? '') ?? accountOfKeyId(accessKeyId),
    accessKeyId,
  }
  try {
    await recordingRefusal('UpdateAccessKey', facts, key, context, async () => {
      const call = { ...key, userName: await key.owner() }
      if (!(await isAgreed(call, options, context))) return
      const { endKey, activateKey } = await import('../../../iam/access-keys.js')
      await context.busy(undo ? activateKey(call) : endKey(call, 'deactivate'))
      noteChange(accessKeyId, undo, context)
      const change = undo ? facts : { ...facts, undo: undoOf(key) }
      recordChange(undo ? 'restored' : 'revoked', 'UpdateAccessKey', change, key, context)
      context.notify(
        `${undo ? 'activated' : 'deactivated'} ${accessKeyId} of ${call.userName} in AWS`,
      )
      if (!undo) await sayWhatGoesOn(key, context)
    })
  } catch (error) {
    throw explainKeyRefusal(error, { ...facts, as, undo })
  }
}

/** Tells the servers of this machine. */
function noteChange(accessKeyId: string, undo: boolean, { host }: CommandContext): void {
  const { state } = host.paths
  if (undo) forgetDeactivated(accessKeyId, state)
  else noteDeactivated(accessKeyId, host.now().at, state)
}

/** An inactive key cannot sign. */
const undoOf = ({ accessKeyId, signsItself, profile }: OpenedKey): string =>
  `rolecall revoke --key ${accessKeyId} --undo --as ${signsItself ? 'PROFILE' : shellWord(profile)}`

/** @returns false for a preview, which is printed */
async function isAgreed(
  { accessKeyId, userName }: OpenedKey & { userName: string },
  { as, undo, yes, isPreview }: KeyOptions,
  context: CommandContext,
): Promise<boolean> {
  const what = `${undo ? 'activate' : 'deactivate'} the access key ${accessKeyId} of ${userName}`
  if (isPreview) {
    context.notify(`rolecall revoke would ${what}`)
    return false
  }
  if (yes) return true
  const flags = [undo ? ' --undo' : '', as === undefined ? '' : ` --as ${shellWord(as)}`]
  const again = `rolecall revoke --key ${accessKeyId}${flags.join('')} --yes`
  await askUser(`${what.charAt(0).toUpperCase()}${what.slice(1)}?`, { what, again }, context)
  return true
}

async function sayWhatGoesOn(key: OpenedKey, context: CommandContext): Promise<void> {
  const { accessKeyId, signsItself } = key
  const plans = plansWithKey(accessKeyId, context)
  const forgotten = await forgetEach(await sessionsOfAccessKey(accessKeyId, context), context)
  if (forgotten > 0) context.notify(`removed ${counted(forgotten, 'cached session')}`)
  const roles = plans
    .filter(({ steps }) => steps.at(-1)?.operation === 'AssumeRole')
    .map(({ profile }) => `rolecall revoke ${shellWord(profile)}`)
  const commands = roles.length > 0 ? roles.join(', ') : 'rolecall revoke PROFILE'
  context.notify(
    `this does not stop sessions created with the key elsewhere: those of GetSessionToken last up to 36 h, those of roles up to 12 h; to end those of a role: ${commands}`,
  )
  const needs = signsItself ? ', with a profile that has another key' : ''
  context.notify(`to undo this${needs}: ${undoOf(key)}`)
}
