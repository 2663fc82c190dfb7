import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { UserCall } from '../../../iam/access-keys.js'
import type { ListedKey } from '../../../iam/listed-keys.js'
import { listIndexEntries } from '../../../secrets/secret-index.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import { lastUseClause, useOf } from './last-use.js'
import { deleteKey, type Work } from './work.js'

/**
 * Makes room for the new key: IAM allows two keys a user, and inactive ones count. A key that an
 * earlier rotation has deactivated is deleted. For another inactive one, the user is asked.
 * @param deletesInactive whether the user has agreed already
 * @throws RolecallError 'config' if both keys are active; 'usage' without a terminal
 */
export async function makeRoom(
  keys: readonly ListedKey[],
  deletesInactive: boolean,
  work: Work,
): Promise<void> {
  const { entry, context } = work
  const [other] = keys.filter(({ accessKeyId }) => accessKeyId !== entry.accessKeyId)
  if (!other) return
  const call = await work.asUser()
  const { accessKeyId } = other
  if (other.status === 'Active') {
    const use = await useOf({ ...call, accessKeyId }, context).catch(() => 'unknown')
    if (use === 'gone') return
    throw await bothActiveError(other, call, work)
  }
  const isOurs = accessKeyId === entry.previous
  if (!isOurs && !deletesInactive) await askUser(other, call, work)
  await deleteKey({ ...call, accessKeyId }, context)
  const why = isOurs ? ', which the last rotation replaced' : ''
  context.notify(`deleted ${accessKeyId} in AWS${why}`)
}

/** Names both keys, and how to deactivate the one that rolecall does not have. */
async function bothActiveError(
  { accessKeyId }: ListedKey,
  call: UserCall,
  { entry, context }: Work,
): Promise<RolecallError> {
  const { userName } = call
  const profile = shellWord(entry.profile)
  const [ours, theirs] = await Promise.all([
    lastUseClause({ ...call, accessKeyId: entry.accessKeyId }, context),
    lastUseClause({ ...call, accessKeyId }, context),
  ])
  const holder = listIndexEntries('key', context.host.paths.state).find(
    (each) => each.accessKeyId === accessKeyId,
  )
  const where = holder ? `, stored for ${holder.profile}` : ''
  const what =
    `${userName} has two active keys, and AWS does not allow a third: ${entry.accessKeyId} ` +
    `of ${entry.profile}${ours}, and ${accessKeyId}${where}${theirs}`
  const deactivate = holder
    ? `rolecall remove ${shellWord(holder.profile)} --deactivate`
    : `rolecall exec ${profile}${call.signer.sessionToken ? '' : ' --no-session'} -- aws iam update-access-key --user-name ${shellWord(userName)} --access-key-id ${accessKeyId} --status Inactive`
  return new RolecallError('config', what, {
    hint: `if nothing needs ${accessKeyId}, deactivate it: ${deactivate}; then rolecall rotate ${profile}`,
  })
}

/** @throws RolecallError 'usage' without a terminal; 'interrupted' if the user declines */
async function askUser(
  { accessKeyId, status }: ListedKey,
  call: UserCall,
  { entry, context }: Work,
): Promise<void> {
  const used = await lastUseClause({ ...call, accessKeyId }, context)
  const what = `${call.userName} has a second key, ${accessKeyId} (${status.toLowerCase()})${used}`
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) {
    throw new RolecallError('usage', `${what}: AWS does not allow a third`, {
      hint: `to delete it: rolecall rotate ${shellWord(entry.profile)} --delete-inactive`,
    })
  }
  const { configurePrompts } = await import('../../ui/prompts.js')
  try {
    const question = `${what}. AWS does not allow a third. Delete it?`
    if (await configurePrompts(streams).sure(question)) return
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
  } finally {
    streams.close()
  }
  throw new RolecallError('interrupted', `nothing was changed: ${entry.profile} keeps its key`)
}
