import { parseAwsFiles } from '../../../aws-files/aws-files.js'
import { processCommand } from '../../../aws-files/adopt/process-command.js'
import type { KeyPair } from '../../../aws-files/key-text.js'
import { readProfile } from '../../../aws-files/profile.js'
import { serveKey, type ServedKey } from '../../../aws-files/serve-key.js'
import { RolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { shellWord } from '../../../core/shell-word.js'
import { keyEntry } from '../../../secrets/keys.js'
import { hasStaticKeys } from '../../../sources/static/parse.js'
import { storeNoun } from '../../../store/store.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import { selfCommand } from '../../../system/process/self-command.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { devicesOfKey } from '../../keys/devices-of-key.js'
import { planWithKey } from '../../keys/key-plan.js'
import { openKeyStore } from '../../keys/key-store.js'
import { refuseDuringRotation } from '../../keys/refuse-during-rotation.js'
import { storeKey } from '../../keys/store-key.js'
import { namedProfile } from '../../parse-options.js'
import { typedCommand } from '../../typed-command.js'
import { shownDiff } from '../../ui/diff.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import { keyFromUser } from './key-input.js'
import type { addSpec } from './spec.js'

/**
 * Stores a key for a profile. Everything that can be refused is refused before anything is written:
 * the profile, the key, the store. Then the key is stored, and the profile written last, because it
 * would not work without the key.
 */
export const run: Run<typeof addSpec> = async ({ args, options }, context) => {
  const { host } = context
  const profile = namedProfile(args, options) ?? (await profileFromUser(context))
  const { replace: replaces = false, region } = options
  const files = context.files()
  refuseDuringRotation(profile, context)
  refuseToReplace(profile, replaces, context)
  let served: ServedKey = {
    ...{ profile, region, serial: options.mfaSerial, replaces },
    command: processCommand(selfCommand(host, { install: true }), profile, host.platform),
  }
  const config = serveKey(files, served)
  const store = await openKeyStore(context)
  try {
    const key = await keyFromUser(profile, options, context)
    const { accessKeyId } = key
    const texts = { config, credentials: files.credentials.text }
    const plan = planWithKey(profile, accessKeyId, { files, texts, region }, host)
    const identity = await storeKey({ profile, key, plan, store }, options, context)
    if (identity) context.notify(`${accessKeyId} is a key of ${identity.arn}`)
    const unverified = identity ? '' : '; not checked with AWS'
    context.notify(`stored the key of ${profile} in ${storeNoun(store.name)}${unverified}`)
    if (identity && !served.serial && !readProfile(files, profile)?.get('mfa_serial')) {
      served = { ...served, serial: await deviceFromUser(key, plan, context) }
    }
  } finally {
    store.close()
  }
  const text = serveKey(files, served)
  host.streams.stderr.write(
    shownDiff(files.config.text, text, files.config.path, host.streams.stderr),
  )
  await editFile(files.config.path, host, (now) =>
    serveKey(
      parseAwsFiles({ ...files.config, text: now }, files.credentials, files.evidence),
      served,
    ),
  )
  for (const note of leftOver(profile, options.csv, context)) context.notify(note)
  context.notify(`to try it: aws sts get-caller-identity --profile ${shellWord(profile)}`)
  return 0
}

/** @throws RolecallError 'usage' without a terminal */
async function profileFromUser({ host, mayPrompt }: CommandContext): Promise<string> {
  const { askProfile } = await import('../../ui/ask-key.js')
  const name = mayPrompt ? await askProfile(host) : undefined
  if (name !== undefined) return name
  throw new RolecallError('usage', 'no profile was given', {
    hint: 'name the profile that gets the key: rolecall add work',
  })
}

/**
 * The MFA device that the profile names, from those that IAM lists.
 * @returns undefined if there is none, if the user wants none, or without a terminal
 */
async function deviceFromUser(
  key: KeyPair,
  plan: Plan,
  context: CommandContext,
): Promise<string | undefined> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) return undefined
  try {
    const devices = await devicesOfKey(key, plan, context)
    if (devices.length === 0) return undefined
    const { configurePrompts } = await import('../../ui/prompts.js')
    const choices = devices.map((serial) => ({ name: serial, value: serial }))
    const none = { name: 'none', value: '' }
    const prompts = configurePrompts(streams)
    return (await prompts.choice('MFA device for its sessions', [...choices, none])) || undefined
  } catch (error) {
    // The key is stored, and the profile works without a device.
    if (isPromptCancelled(error)) return undefined
    throw error
  } finally {
    streams.close()
  }
}

/** @throws RolecallError 'config' if the profile has a key, stored or in a file */
function refuseToReplace(profile: string, replaces: boolean, context: CommandContext): void {
  if (replaces) return
  const stored = keyEntry(profile, context.host)
  if (stored) {
    const what = `the key ${stored.accessKeyId} of ${profile} is already stored`
    throw new RolecallError('config', what, {
      hint: `to replace it: ${typedCommand(context.host, '--replace', true)}`,
    })
  }
  const present = readProfile(context.files(), profile)
  if (!present || !hasStaticKeys(present)) return
  const file = present.fileOf('aws_access_key_id') ?? ''
  throw new RolecallError('config', `profile ${profile} has an access key in ${file}`, {
    hint: `to move it into the store: rolecall import ${shellWord(profile)} --from credentials; to store another key: add --replace`,
  })
}

/** Plaintext copies that the user should remove. */
function leftOver(profile: string, csv: string | undefined, context: CommandContext): string[] {
  const present = readProfile(context.files(), profile)
  const file = present && hasStaticKeys(present) ? present.fileOf('aws_access_key_id') : undefined
  return [
    ...(csv === undefined ? [] : [`the file still has the secret: rm ${shellWord(csv)}`]),
    ...(file === undefined
      ? []
      : [`${file} still has an access key for ${profile}, which SDKs use instead: remove it`]),
  ]
}
