import { processCommand } from '../../../aws-files/adopt/write-process-command.js'
import type { AwsFiles } from '../../../aws-files/aws-files.js'
import type { KeyPair } from '../../../aws-files/key-text.js'
import { loadProfile } from '../../../aws-files/load-profile.js'
import { FILE_KINDS, type AwsFileKind } from '../../../aws-files/section-header.js'
import type { ServedKey } from '../../../aws-files/serve-key.js'
import { accountOfKeyId } from '../../../core/access-key-id.js'
import { isoSeconds } from '../../../core/credentials.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { keyEntry, readKey, saveKey } from '../../../secrets/keys.js'
import { storeNoun, type SecretStore } from '../../../store/store.js'
import { editFile } from '../../../system/files/edit-file.js'
import { selfCommand } from '../../../system/process/self-command.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { OptionsOf, Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { planWithKey } from '../../keys/key-plan.js'
import { openKeyStore } from '../../keys/key-store.js'
import { refuseDuringRotation } from '../../keys/refuse-during-rotation.js'
import { verifyKey } from '../../keys/verify-key.js'
import { namedProfiles } from '../../parse-options.js'
import { shownDiff } from '../../ui/diff.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import { keyInFiles, refuseChanged, textsWithoutKey, withTexts } from './key-in-files.js'
import type { importSpec } from './spec.js'

/** A key to move. */
interface Move {
  served: ServedKey
  key: KeyPair
}

type Options = OptionsOf<typeof importSpec>

/**
 * Moves keys, one after the other, so that each is in a file or in the store at any moment. A key
 * that cannot be moved stays in its file, and does not stop the others.
 */
export const run: Run<typeof importSpec> = async ({ args, options }, context) => {
  const { host, notify } = context
  const files = context.files()
  const { moves, after } = plannedMoves(namedProfiles(args, options), options, context)
  if (moves.length === 0) {
    notify('nothing to do: the AWS files have no long-term key that can be moved')
    return 0
  }
  const names = moves.map(({ served }) => served.profile).join(', ')
  const out = options.dryRun ? host.streams.stdout : host.streams.stderr
  for (const kind of FILE_KINDS) {
    if (options.keep) continue
    out.write(shownDiff(files[kind].text, after[kind].text, files[kind].path, out))
  }
  if (options.dryRun) {
    notify(`would ${options.keep ? 'store' : 'move'} the keys of: ${names}`)
    return 0
  }
  if (!options.yes) await askUser(names, options, context)
  const store = await openKeyStore(context)
  const failures: RolecallError[] = []
  try {
    for (const move of moves) {
      await moveKey(move, store, options, context).catch((error: unknown) => {
        if (!isRolecallError(error) || error.code === 'interrupted') throw error
        failures.push(withProfile(error, move))
      })
    }
  } finally {
    store.close()
  }
  const [first, ...others] = failures
  others.forEach(context.printError)
  if (first) throw first
  return 0
}

/**
 * Finds the keys to move.
 * @throws RolecallError 'config' for a profile that was named, and whose key cannot be moved
 */
function plannedMoves(
  named: readonly string[],
  options: Options,
  context: CommandContext,
): { moves: Move[]; after: AwsFiles } {
  const { host } = context
  const program = selfCommand(host, { install: !options.dryRun && !options.keep })
  const moves: Move[] = []
  let after = context.files()
  for (const profile of named.length > 0 ? new Set(named) : after.profileNames()) {
    try {
      if (named.length > 0) loadProfile(after, profile)
      const key = keyInFiles(after, profile)
      if (typeof key === 'string') {
        if (named.length === 0) continue
        throw new RolecallError('config', `the key of profile ${profile} is not moved: ${key}`, {
          hint: 'rolecall keys lists the stored keys; to store another one: rolecall add NAME',
        })
      }
      const command = processCommand(program, profile, host.platform)
      const served = { profile, command, replaces: false }
      if (keyEntry(profile, host)?.accessKeyId !== key.accessKeyId) {
        refuseDuringRotation(profile, context)
      }
      refuseToReplace(profile, key, options, context)
      after = withTexts(after, textsWithoutKey(after, served, key))
      moves.push({ served, key })
    } catch (error) {
      if (named.length > 0 || !isRolecallError(error)) throw error
      context.notify(`skipped ${profile}: ${error.message}`)
    }
  }
  return { moves, after }
}

/** @throws RolecallError 'config' if another key is stored for the profile */
function refuseToReplace(
  profile: string,
  { accessKeyId }: KeyPair,
  { replace }: Options,
  { host }: CommandContext,
): void {
  const stored = keyEntry(profile, host)
  if (!stored || stored.accessKeyId === accessKeyId || replace) return
  const what = `the key ${stored.accessKeyId} is stored for ${profile}, and the file has another`
  throw new RolecallError('config', what, {
    hint: `to store the one of the file instead: rolecall import ${shellWord(profile)} --from credentials --replace`,
  })
}

/** Verifies a key, stores it and reads it back; then takes it out of the files. */
async function moveKey(
  { served, key }: Move,
  store: SecretStore,
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { host, notify } = context
  const { profile } = served
  const files = context.files()
  const texts = textsWithoutKey(files, served, key)
  const plan = planWithKey(profile, key.accessKeyId, { files, texts }, host)
  const identity =
    options.verify === false
      ? undefined
      : await verifyKey(key, plan, { allowsRoot: options.root === true }, context)
  const account = identity?.account ?? accountOfKeyId(key.accessKeyId)
  const about = {
    profile,
    ...(identity ? { arn: identity.arn } : {}),
    ...(account === undefined ? {} : { account }),
    added: isoSeconds(host.now().at),
  }
  await saveKey(key, about, store, host)
  await assertReadable(profile, key, context)
  const whose = identity ? `, a key of ${identity.arn},` : ''
  notify(`stored ${key.accessKeyId}${whose} for ${profile} in ${storeNoun(store.name)}`)
  if (options.keep) return
  // The config file first: until the other has lost the key, SDKs use it there.
  for (const kind of FILE_KINDS) await rewrite(kind, { served, key }, context)
  notify(`took the key of ${profile} out of the files`)
}

/** Reads a key the way that every later command does. @throws RolecallError 'keychain' */
async function assertReadable(
  profile: string,
  { accessKeyId, secretAccessKey }: KeyPair,
  { host, cache }: CommandContext,
): Promise<void> {
  const stored = await readKey(profile, { host, storeNamed: cache().storeNamed })
  if (stored?.accessKeyId === accessKeyId && stored.secretAccessKey === secretAccessKey) return
  throw new RolecallError('keychain', `the key of ${profile} cannot be read back`, {
    hint: 'the files keep it; rolecall store shows which stores work here',
  })
}

async function rewrite(
  kind: AwsFileKind,
  { served, key }: Move,
  context: CommandContext,
): Promise<void> {
  const files = context.files()
  await editFile(files[kind].path, context.host, (text) => {
    const now = withTexts(files, {
      config: files.config.text,
      credentials: files.credentials.text,
      [kind]: text,
    })
    refuseChanged(now, served.profile, key)
    return textsWithoutKey(now, served, key)[kind]
  })
}

/** @throws RolecallError 'interrupted' if the user declines */
async function askUser(names: string, { keep }: Options, context: CommandContext): Promise<void> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) return
  const { configurePrompts } = await import('../../ui/prompts.js')
  try {
    const question = keep ? `Store the keys of ${names}?` : `Move the keys of ${names}?`
    if (await configurePrompts(streams).yes(question)) return
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
  } finally {
    streams.close()
  }
  throw new RolecallError('interrupted', 'nothing was changed')
}

function withProfile(error: RolecallError, { served }: Move): RolecallError {
  const { code, message, hint, awsCode } = error
  return new RolecallError(code, `the key of ${served.profile} stays in its file: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
    ...(awsCode === undefined ? {} : { awsCode }),
    cause: error,
  })
}
