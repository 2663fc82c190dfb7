import type { Env } from '../core/env.js'
import { busSockets } from './dbus/address.js'
import { connectBus, type Bus } from './dbus/connection.js'
import type { MethodCall } from './dbus/message.js'
import type { Value, Variant } from './dbus/wire.js'
import { StoreError, type SecretStore } from './store.js'

const SERVICE = 'org.freedesktop.secrets'
const ROOT = '/org/freedesktop/secrets'
/** The Secret Service's way to say "no object". */
const NONE = '/'

export interface SecretServiceOptions {
  env: Env
  /** Whether the keychain may show its unlock dialog. */
  interactive: boolean
  /** Milliseconds for each exchange in which nobody is asked anything. */
  limit?: number
  /** Milliseconds that a person has for a dialog. */
  dialogLimit?: number
}

/** A logged-on bus and the Secret Service session that is asked for in the same breath. */
interface Link {
  bus: Bus
  session: Promise<string>
}

/**
 * The keychain of the Linux desktop, by the freedesktop.org Secret Service API. Secrets cross the bus unencrypted
 * (algorithm `plain`): it is a local socket of this user, and whoever may listen on it may ask for the secret as well.
 */
export function secretService(options: SecretServiceOptions): SecretStore {
  const { env, interactive, limit = 1500, dialogLimit = 60_000 } = options
  let link: Link | undefined

  /** One exchange under a time limit; the end of the limit ends the connection, so that nothing is left waiting. */
  const within = async <T>(limit: number, exchange: (link: Link) => Promise<T>): Promise<T> => {
    if (!link || link.bus.closed) link = openLink(env)
    const { bus } = link
    const timer = setTimeout(() => {
      bus.close(new StoreError('timeout', `the keychain did not answer within ${limit / 1000} s`))
    }, limit)
    try {
      return await exchange(link)
    } finally {
      clearTimeout(timer)
    }
  }

  const dialog = (prompt: string): Promise<Value> =>
    within(dialogLimit, (link) => runDialog(link, prompt))

  const unlock = async (objects: readonly string[]): Promise<void> => {
    const ask = method(ROOT, 'Service', 'Unlock', 'ao', [objects])
    const [, prompt] = await within(limit, ({ bus }) => bus.call(ask, 'aoo'))
    if (prompt !== NONE) await dialog(prompt as string)
  }

  const needDialog = (): void => {
    if (!interactive) throw new StoreError('locked', 'the keychain is locked')
  }

  /** @returns the items of a key, all unlocked */
  const find = async (key: string): Promise<string[]> => {
    const ask = method(ROOT, 'Service', 'SearchItems', 'a{ss}', [attributes(key)])
    const [unlocked, locked] = (await within(limit, ({ bus }) => bus.call(ask, 'aoao'))) as [
      string[],
      string[],
    ]
    if (unlocked.length > 0 || locked.length === 0) return unlocked
    needDialog()
    await unlock(locked)
    return locked
  }

  /** @returns undefined where there is none, as on a machine that nobody has logged in to graphically */
  const defaultCollection = async (): Promise<string | undefined> => {
    const ask = method(ROOT, 'Service', 'ReadAlias', 's', ['default'])
    const [path] = (await within(limit, ({ bus }) => bus.call(ask, 'o'))) as [string]
    return path === NONE ? undefined : path
  }

  const createCollection = async (): Promise<string> => {
    if (!interactive) throw new StoreError('absent', 'the keychain has no default collection')
    const label = { signature: 's', value: 'Default keyring' }
    const args = [[['org.freedesktop.Secret.Collection.Label', label]], 'default']
    const ask = method(ROOT, 'Service', 'CreateCollection', 'a{sv}s', args)
    const [path, prompt] = await within(limit, ({ bus }) => bus.call(ask, 'oo'))
    return (prompt === NONE ? path : await dialog(prompt as string)) as string
  }

  const isLocked = async (collection: string): Promise<boolean> => {
    const ask: MethodCall = {
      destination: SERVICE,
      path: collection,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      args: ['org.freedesktop.Secret.Collection', 'Locked'],
    }
    const [locked] = (await within(limit, ({ bus }) => bus.call(ask, 'v'))) as [Variant]
    return locked.value === true
  }

  return {
    name: 'keychain',

    async probe() {
      const collection = await defaultCollection()
      if (interactive) return
      if (!collection) throw new StoreError('absent', 'the keychain has no default collection')
      if (await isLocked(collection)) needDialog()
    },

    async read(key) {
      const [item] = await find(key)
      if (item === undefined) return undefined
      return within(limit, async ({ bus, session }) => {
        const ask = method(item, 'Item', 'GetSecret', 'o', [await session])
        const [secret] = (await bus.call(ask, '(oayays)')) as [[string, Buffer, Buffer, string]]
        return secret[2].toString()
      })
    },

    async write(key, value, label) {
      const collection = (await defaultCollection()) ?? (await createCollection())
      if (await isLocked(collection)) {
        needDialog()
        await unlock([collection])
      }
      const [, prompt] = await within(limit, async ({ bus, session }) => {
        const secret = [await session, Buffer.alloc(0), Buffer.from(value), 'text/plain']
        const args = [itemProperties(key, label), secret, true]
        return bus.call(
          method(collection, 'Collection', 'CreateItem', 'a{sv}(oayays)b', args),
          'oo',
        )
      })
      if (prompt === NONE) return
      needDialog()
      await dialog(prompt as string)
    },

    async remove(key) {
      for (const item of await find(key)) {
        const ask = method(item, 'Item', 'Delete')
        const [prompt] = await within(limit, ({ bus }) => bus.call(ask, 'o'))
        if (prompt === NONE) continue
        needDialog()
        await dialog(prompt as string)
      }
    },

    close() {
      link?.bus.close(new StoreError('absent', 'the keychain was closed'))
    },
  }
}

function openLink(env: Env): Link {
  const bus = connectBus(busSockets(env))
  const plain = ['plain', { signature: 's', value: '' }]
  const session = bus
    .call(method(ROOT, 'Service', 'OpenSession', 'sv', plain), 'vo')
    .then(([, path]) => path as string)
  // Not everybody needs the session; whoever does gets the error.
  session.catch(() => undefined)
  return { bus, session }
}

/** Shows a dialog and waits for its end. @returns what the dialog was for. @throws StoreError */
async function runDialog({ bus }: Link, prompt: string): Promise<Value> {
  const rule = `type='signal',sender='${SERVICE}',path='${prompt}',member='Completed'`
  const listen: MethodCall = {
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'AddMatch',
    signature: 's',
    args: [rule],
  }
  const [[dismissed, result]] = await Promise.all([
    bus.signal(prompt, 'Completed', 'bv'),
    bus.call(listen, ''),
    bus.call(method(prompt, 'Prompt', 'Prompt', 's', ['']), ''),
  ])
  if (dismissed) throw new StoreError('locked', 'the keychain was not unlocked')
  return (result as Variant).value
}

function method(
  path: string,
  type: 'Service' | 'Collection' | 'Item' | 'Prompt',
  member: string,
  signature = '',
  args: readonly Value[] = [],
): MethodCall {
  const name = `org.freedesktop.Secret.${type}`
  return { destination: SERVICE, path, interface: name, member, signature, args }
}

const attributes = (key: string): Value => [
  ['application', 'rolecall'],
  ['key', key],
]

function itemProperties(key: string, label: string): Value {
  const all = [['xdg:schema', 'org.freedesktop.Secret.Generic'], ...(attributes(key) as Value[])]
  return [
    ['org.freedesktop.Secret.Item.Label', { signature: 's', value: label }],
    ['org.freedesktop.Secret.Item.Attributes', { signature: 'a{ss}', value: all }],
  ]
}
