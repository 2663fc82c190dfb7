import { utf8Text } from '../system/bytes.js'
import { hasDisplay } from '../store/open.js'
import {
  getSecret,
  isLocked,
  NO_OBJECT,
  unlock,
  type BusCall,
} from '../store/secret-service/calls.js'
import type { Variant } from '../store/secret-service/dbus/types.js'
import { openLink } from '../store/secret-service/link.js'
import { StoreError } from '../store/store.js'
import type { VaultLayout, Vault, VaultHost, VaultOptions } from './vault.js'

const ROOT = '/org/freedesktop/secrets'

/** Milliseconds of an exchange without a dialog: a collection may have many items. */
const TIMEOUT_MS = 5000
const DIALOG_TIMEOUT_MS = 60_000

/**
 * The backend `secret-service`: a collection of the tool's own. An item has its name in the
 * attribute `profile`, and the JSON as its secret. The media type says nothing: gnome-keyring
 * returns its own.
 */
export function secretServiceVault(
  { secretService: { collection: name } }: VaultLayout,
  host: VaultHost,
  { mayPrompt }: VaultOptions,
): Vault {
  const link = openLink(host.env, { timeoutMs: TIMEOUT_MS, dialogTimeoutMs: DIALOG_TIMEOUT_MS })
  const noun = `the collection ${name} of the Secret Service`

  const unlockCollection = async (path: string): Promise<void> => {
    const [locked] = (await link.call(isLocked(path))) as [Variant]
    if (locked.value !== true) return
    // A collection without a password needs no dialog.
    const [, prompt] = (await link.call(unlock([path]))) as [string[], string]
    if (prompt === NO_OBJECT) return
    if (!mayPrompt || !hasDisplay(host)) throw new StoreError('locked', `${noun} is locked`)
    await link.dialog(prompt, `${noun} is locked`)
  }

  /** The paths of the items by their names. Of two items with one name the tools use the first. */
  const items = async (): Promise<Map<string, string>> => {
    const collections = await property(link, ROOT, 'Service', 'Collections')
    const path = (collections as string[]).find((each) => collectionName(each) === name)
    if (path === undefined) return new Map()
    await unlockCollection(path)
    const paths = (await property(link, path, 'Collection', 'Items')) as string[]
    const attributes = await Promise.all(
      paths.map((item) => property(link, item, 'Item', 'Attributes')),
    )
    const named = paths.flatMap((item, index): [string, string][] => {
      const profile = new Map(attributes[index] as [string, string][]).get('profile')
      return profile === undefined ? [] : [[profile, item]]
    })
    return new Map(named.reverse())
  }

  return {
    backend: 'secret-service',
    noun,
    isShared: false,
    names: async () => [...(await items()).keys()],
    async read(item) {
      const path = (await items()).get(item)
      if (path === undefined) return undefined
      return link.exchange(async ({ call, openSession }) => {
        const [secret] = (await call(getSecret(path, await openSession()))) as [
          [string, Uint8Array, Uint8Array, string],
        ]
        return utf8Text(secret[2])
      })
    },
    close: () => link.close(),
  }
}

/** The last part of a path, which has `_2d` for a hyphen (Secret Service API, §13). */
function collectionName(path: string): string {
  const [, encoded = ''] = /\/collection\/(\w+)$/.exec(path) ?? []
  return encoded.replace(/_([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
}

async function property(
  link: ReturnType<typeof openLink>,
  path: string,
  type: 'Service' | 'Collection' | 'Item',
  name: string,
): Promise<unknown> {
  const call: BusCall = [
    {
      destination: 'org.freedesktop.secrets',
      path,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      args: [`org.freedesktop.Secret.${type}`, name],
    },
    'v',
  ]
  const [{ value }] = (await link.call(call)) as [Variant]
  return value
}
