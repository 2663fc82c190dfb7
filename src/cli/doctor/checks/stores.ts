import { envVar } from '../../../core/env.js'
import { secondsLeft } from '../../../core/time/freshness.js'
import { SECRET_KIND_NAMES, SECRET_KINDS, type SecretKindName } from '../../../secrets/kinds.js'
import { listIndexEntries, type IndexEntry } from '../../../secrets/secret-index.js'
import { setBusCommand, storeHint } from '../../../store/errors.js'
import { openStore, type OpenOptions } from '../../../store/open.js'
import { readRemembered } from '../../../store/remembered.js'
import { hasSealingKey } from '../../../store/search.js'
import { keyFileFromEnvironment } from '../../../store/sealed/key.js'
import {
  isStoreError,
  isStoreName,
  storeNoun,
  type StoreError,
  type StoreName,
} from '../../../store/store.js'
import { parseSettings } from '../../../settings/settings.js'
import { unlessRefused } from '../../../core/errors.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import { shellWord } from '../../../core/shell-word.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** What a store holds, by the index. */
interface Held {
  kind: SecretKindName
  key: string
  entry: IndexEntry<SecretKindName>
}

/** The stores that hold something, and the one that the next session goes to. Nothing prompts. */
export async function workingStores(examined: Examined): Promise<Finding[]> {
  const { name: chosen, isRequired } = chosenStore(examined)
  const held = heldSecrets(examined)
  const holders = new Set([...held.keys(), ...(chosen ? [chosen] : [])])
  holders.delete('none')
  const found: Finding[] = []
  for (const name of holders) {
    const error = await failureOf(name, examined, held.get(name) ?? [])
    if (error) found.push(broken(name, error, held.get(name) ?? [], isRequired && name === chosen))
  }
  if (chosen === undefined && found.length === 0) found.push(...(await unchosen(examined)))
  return found
}

function chosenStore({ host }: Examined): { name?: StoreName; isRequired: boolean } {
  const requested = envVar(host.env, 'ROLECALL_STORE')
  if (isStoreName(requested)) return { name: requested, isRequired: true }
  const remembered = readRemembered(host.paths)
  if (remembered?.required) return { name: remembered.name, isRequired: true }
  const text = unlessRefused(() => readTextIfPresent(host.paths.settings)) ?? ''
  const setting = unlessRefused(() => parseSettings(text))?.store
  if (isStoreName(setting)) return { name: setting, isRequired: true }
  return { ...(remembered ? { name: remembered.name } : {}), isRequired: false }
}

function heldSecrets({ host }: Examined): Map<StoreName, Held[]> {
  const now = host.now()
  const held = new Map<StoreName, Held[]>()
  for (const kind of SECRET_KIND_NAMES) {
    for (const entry of listIndexEntries(kind, host.paths.state)) {
      const isOver = 'expiration' in entry && secondsLeft(entry, now) <= 0
      if (isOver) continue
      held.set(entry.store, [...(held.get(entry.store) ?? []), { kind, key: entry.key, entry }])
    }
  }
  return held
}

/** @returns undefined if the store works. Encrypted files are read, because a probe would write. */
async function failureOf(
  name: StoreName,
  { host, context }: Examined,
  held: readonly Held[],
): Promise<StoreError | undefined> {
  const options: OpenOptions = {
    ...context.storeOptions,
    mayPrompt: false,
    askPassphrase: undefined,
  }
  try {
    const store = await openStore(name, host, options)
    if (name !== 'file')
      return await store
        .probe()
        .then(() => undefined)
        .finally(() => store.close())
    keyFileFromEnvironment(host.env)?.assertAvailable?.()
    for (const { key } of held) await store.read(key)
    return undefined
  } catch (error) {
    if (isStoreError(error)) return error
    throw error
  }
}

function broken(
  name: StoreName,
  error: StoreError,
  held: readonly Held[],
  isRequired: boolean,
): Finding {
  const lasting = held.filter(({ kind }) => SECRET_KINDS[kind].needsPersistentStore)
  const count = held.length === 1 ? 'one secret' : `${held.length} secrets`
  const effect =
    held.length === 0 ? 'no session can be stored there' : `${count} there cannot be used`
  return {
    severity: isRequired || lasting.length > 0 || name === 'file' ? 'error' : 'warning',
    message: `${error.message}: ${effect}`,
    hint: storeHint(error),
    command: commandFor(name, error, lasting, held.length),
  }
}

function commandFor(
  name: StoreName,
  { fault }: StoreError,
  lasting: readonly Held[],
  held: number,
): string {
  if (name === 'keychain' && fault === 'timeout')
    return 'systemctl --user restart gnome-keyring-daemon'
  const bus = name === 'keychain' ? setBusCommand(fault) : undefined
  if (bus !== undefined) return bus
  if (name === 'keychain' && fault === 'locked')
    return '(read -rs p; printf %s "$p" | gnome-keyring-daemon --replace --unlock)'
  const [first] = lasting
  const profile = first && 'profile' in first.entry ? first.entry.profile : undefined
  if (name === 'file' && profile !== undefined)
    return `rolecall add ${shellWord(profile)} --replace`
  if (name === 'file' && held === 0) return 'unset ROLECALL_KEY_FILE ROLECALL_PASSPHRASE_FILE'
  return name === 'file' ? 'rolecall logout --all' : 'rolecall store'
}

/** A machine on which rolecall has stored nothing yet: the next session goes to what works. */
async function unchosen(examined: Examined): Promise<Finding[]> {
  const keychain = await failureOf('keychain', examined, [])
  if (!keychain) return []
  const isThere = keychain.fault !== 'absent' && keychain.fault !== 'unreachable'
  if (isThere) return [broken('keychain', keychain, [], false)]
  const hasKey = hasSealingKey(examined.host.env)
  const file = hasKey ? await failureOf('file', examined, []) : undefined
  if (file) return [broken('file', file, [], false)]
  if (hasKey || !(await failureOf('kernel', examined, []))) return []
  return [
    {
      severity: 'warning',
      message: `no store works here, so sessions are not stored: ${keychain.message}`,
      hint: 'use encrypted files, with a key file of your own',
      command: `${NEW_KEY_FILE}; export ROLECALL_KEY_FILE=~/.config/rolecall/key`,
    },
  ]
}

const NEW_KEY_FILE =
  '(umask 077; mkdir -p ~/.config/rolecall; head -c 32 /dev/urandom >~/.config/rolecall/key)'

/** Rotations that were interrupted. */
export function finishedRotations({ host }: Examined): Finding[] {
  return listIndexEntries('rotation', host.paths.state).map(({ profile }) => ({
    severity: 'warning',
    message: `the rotation of the key of ${profile} was interrupted`,
    hint: 'finish it',
    command: `rolecall rotate ${shellWord(profile)}`,
    profiles: [profile],
  }))
}

/** What a message calls the store of a finding. */
export const storeName = (examined: Examined): string => {
  const { name } = chosenStore(examined)
  return name === undefined ? 'not chosen yet' : storeNoun(name)
}
