import { eject } from '../../../aws-files/adopt/eject.js'
import { callsRolecall } from '../../../aws-files/adopt/recognize-process-command.js'
import { parseAwsFiles } from '../../../aws-files/aws-files.js'
import { RolecallError, unlessRefused } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import { shellWord } from '../../../core/shell-word.js'
import { forgetSecret } from '../../../secrets/forget.js'
import { keyEntry } from '../../../secrets/keys.js'
import { rotationOf } from '../../../secrets/rotations.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import { storeUnavailableError } from '../../../store/errors.js'
import { isStoreError, storeNoun } from '../../../store/store.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { ownKeyCall } from '../../keys/own-key-call.js'
import { refuseDuringRotation } from '../../keys/refuse-during-rotation.js'
import { sessionsOf } from '../../keys/sessions-of-key.js'
import { namedProfile } from '../../parse-options.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import type { removeSpec } from './spec.js'

/**
 * Removes a key: in AWS if asked, then its sessions, then the key itself. If AWS refuses, nothing
 * is removed here, because the key may still be needed to try again.
 */
export const run: Run<typeof removeSpec> = async ({ args, options }, context) => {
  const profile = namedProfile(args, options)
  const { deactivate = false, delete: deletes = false } = options
  if (profile === undefined || (deactivate && deletes)) {
    const both = '--deactivate and --delete cannot be combined'
    throw new RolecallError('usage', profile === undefined ? 'no profile was given' : both, {
      hint: 'rolecall keys lists the stored keys; to remove one: rolecall remove NAME',
    })
  }
  const entry = keyEntry(profile, context.host)
  if (!entry) {
    throw new RolecallError('config', `no key of profile ${profile} is stored`, {
      hint: 'rolecall keys lists the stored keys',
    })
  }
  const how = deletes ? 'delete' : deactivate ? 'deactivate' : undefined
  if (how) refuseDuringRotation(profile, context)
  if (!options.yes) await askUser(entry, how, context)
  const sessions = sessionsOf(profile, context)
  if (how) {
    const call = await ownKeyCall(entry, context)
    const { endKey } = await import('../../../iam/access-keys.js')
    await context.busy(endKey(call, how))
    context.notify(`${how}d ${entry.accessKeyId} in AWS`)
  }
  for (const { key } of sessions) await context.cache().remove(key)
  await forget('key', entry.key, context)
  const rotation = rotationOf(entry.accessKeyId, context.host)
  if (rotation) await forget('rotation', rotation.key, context)
  const also = sessions.length > 0 ? ` and ${counted(sessions.length, 'cached session')}` : ''
  context.notify(`removed the key ${entry.accessKeyId} of ${profile}${also}`)
  const left = new Set([entry.accessKeyId, rotation?.replaces, rotation?.accessKeyId])
  for (const id of how ? [] : left) {
    if (id) context.notify(`${id} still works in AWS: deactivate or delete it there`)
  }
  await withdraw(entry, context)
  return 0
}

/** @throws RolecallError 'usage' without a terminal; 'interrupted' if the user declines */
async function askUser(
  { profile, accessKeyId, store }: IndexEntry<'key'>,
  how: 'delete' | 'deactivate' | undefined,
  context: CommandContext,
): Promise<void> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) {
    const flag = how ? ` --${how}` : ''
    const copy = `the only copy of ${accessKeyId} from ${storeNoun(store)}`
    throw new RolecallError('usage', `rolecall remove would remove ${copy}`, {
      hint: `to do that without a prompt: rolecall remove ${shellWord(profile)}${flag} --yes`,
    })
  }
  const { configurePrompts } = await import('../../ui/prompts.js')
  const inAws = how ? `, and ${how} it in AWS first` : ''
  try {
    const question = `Remove ${accessKeyId} from ${storeNoun(store)}${inAws}?`
    if (await configurePrompts(streams).sure(question)) return
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
  } finally {
    streams.close()
  }
  throw new RolecallError('interrupted', 'nothing was removed')
}

/** Removes a secret from every store that has it. @throws RolecallError 'keychain' */
async function forget(
  kind: 'key' | 'rotation',
  key: string,
  { host, storeOptions, cache }: CommandContext,
): Promise<void> {
  try {
    const inUse = await cache().secrets()
    await forgetSecret(kind, key, { host, options: storeOptions, inUse })
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
}

/** Takes rolecall's line out of the profile: without a key, SDKs would run it in vain. */
async function withdraw(
  { profile, accessKeyId }: IndexEntry<'key'>,
  context: CommandContext,
): Promise<void> {
  const files = context.files()
  const present = files.profile(profile)
  const isRole = [...(present?.keys() ?? [])].some((key) => key.endsWith('role_arn'))
  if (!callsRolecall(present?.get('credential_process')?.value ?? '') || isRole) return
  // The index has no entry of the key any more.
  const evidence = { ...files.evidence, storedKey: () => accessKeyId }
  await editFile(files.config.path, context.host, (text) => {
    const now = parseAwsFiles({ ...files.config, text }, files.credentials, evidence)
    return unlessRefused(() => eject(now, [profile]).texts.config) ?? text
  })
}
