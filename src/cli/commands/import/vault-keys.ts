import { checkedKey, type KeyPair } from '../../../aws-files/key-text.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { isStoreError, type StoreFault } from '../../../store/store.js'
import { isCacheItem, itemContent } from '../../../vaults/item.js'
import type { VaultLayout, Vault } from '../../../vaults/vault.js'

/** What is searched for in the vaults of a tool. */
export interface Search {
  layout: VaultLayout
  /** Names of keys; none for all. */
  named: readonly string[]
  /** The only names that are read in a vault with other programs' items, unless named. */
  profiles: readonly string[]
}

/** The keys that were found, by name, and why others could not be read. */
export interface VaultKeys {
  keys: Map<string, KeyPair>
  /** Names of all items that may be keys, read or not. */
  known: string[]
  failures: RolecallError[]
}

/** A tool that may use several backends has only some of them on this machine. */
const MISSING: readonly StoreFault[] = ['absent', 'unreachable', 'untrusted']

/** Reads the keys out of vaults, one item after the other, because each may show a dialog. */
export async function keysInVaults(vaults: readonly Vault[], search: Search): Promise<VaultKeys> {
  const all: VaultKeys = { keys: new Map(), known: [], failures: [] }
  const places = new Map<string, Vault>()
  for (const vault of vaults) {
    const names = await namesIn(vault).catch((error: unknown) => {
      const isMissing = isStoreError(error) && MISSING.includes(error.fault)
      if (!isMissing || vaults.length === 1) all.failures.push(vaultError(error, vault, search))
      return []
    })
    all.known.push(...names)
    for (const name of names.filter((name) => isWanted(name, vault, search))) {
      try {
        const key = await keyIn(vault, name, search)
        const other = key && all.keys.get(name)
        if (other && other.accessKeyId !== key.accessKeyId) {
          all.keys.delete(name)
          throw ambiguousError(name, places.get(name) ?? vault, vault, search)
        }
        if (!key || other) continue
        all.keys.set(name, key)
        places.set(name, vault)
      } catch (error) {
        all.failures.push(vaultError(error, vault, search, name))
        if (!isRolecallError(error) || error.code === 'interaction') break
      }
    }
  }
  return all
}

const namesIn = async (vault: Vault): Promise<string[]> =>
  (await vault.names()).filter((name) => !isCacheItem(name))

function isWanted(name: string, { isShared }: Vault, { named, profiles }: Search): boolean {
  if (named.length > 0) return named.includes(name)
  return !isShared || profiles.includes(name)
}

/**
 * @returns undefined for an item that is not a long-term key, unless it is named
 * @throws RolecallError 'config' for one that is named, or that is none of the tool's
 */
async function keyIn(
  vault: Vault,
  name: string,
  { layout: { tool }, named }: Search,
): Promise<KeyPair | undefined> {
  const text = await vault.read(name)
  const content = text === undefined ? 'other' : itemContent(text)
  if (typeof content !== 'string') return checkedKey(content, `${name} of ${tool}`)
  const isNamed = named.includes(name)
  if (!isNamed && (content === 'session' || vault.isShared)) return undefined
  const what = content === 'session' ? 'a session, which expires' : 'not an access key'
  throw new RolecallError('config', `${name} in ${vault.noun} is ${what}`, {
    hint: `name the keys that you want: rolecall import NAME --from ${tool}`,
  })
}

function ambiguousError(
  name: string,
  one: Vault,
  other: Vault,
  { layout: { tool } }: Search,
): RolecallError {
  const what = `${tool} has two different keys ${name}: in ${one.noun}, and in ${other.noun}`
  return new RolecallError('config', what, {
    hint: `choose one: rolecall import ${shellWord(name)} --from ${tool} --backend ${one.backend}, or --backend ${other.backend}`,
  })
}

/** @param name the item that cannot be read; undefined if no item can */
function vaultError(
  error: unknown,
  { noun }: Vault,
  { layout: { tool, otherWay } }: Search,
  name?: string,
): RolecallError {
  if (isRolecallError(error)) return error
  if (!isStoreError(error)) throw error
  const what = name === undefined ? `the keys of ${tool} in ${noun}` : `${name} of ${tool}`
  const hint =
    error.fault === 'locked'
      ? `unlock it, for example by using ${tool} once, then run the command again`
      : `another way: ${otherWay.replaceAll('NAME', shellWord(name ?? 'NAME'))}`
  const message = `${what} cannot be read: ${error.message}`
  return new RolecallError('keychain', message, { hint, cause: error })
}
