import type { MethodCall } from './dbus/message.js'
import type { Value } from './dbus/types.js'

/** A method call, and the signature that its answer must have. */
export type Question = readonly [call: MethodCall, returns: string]

/*
 * The calls of the freedesktop.org Secret Service API that a store needs, and of the bus itself, as data.
 */

const SERVICE = 'org.freedesktop.secrets'
const ROOT = '/org/freedesktop/secrets'

/** The Secret Service's way to say "no object". */
export const NONE = '/'

/** Answers what the algorithm wants and the session's path. */
export const openSession = (): Question => [
  method(ROOT, 'Service', 'OpenSession', 'sv', ['plain', text('')]),
  'vo',
]

/** Answers the unlocked items of a key and the locked ones. */
export const searchItems = (key: string): Question => [
  method(ROOT, 'Service', 'SearchItems', 'a{ss}', [attributes(key)]),
  'aoao',
]

/** Answers what was unlocked at once, and the dialog for the rest. */
export const unlock = (objects: readonly string[]): Question => [
  method(ROOT, 'Service', 'Unlock', 'ao', [objects]),
  'aoo',
]

export const readAlias = (name: string): Question => [
  method(ROOT, 'Service', 'ReadAlias', 's', [name]),
  'o',
]

/** Answers the collection, or the dialog that has to make it. */
export const createCollection = (label: string, alias: string): Question => {
  const properties = [['org.freedesktop.Secret.Collection.Label', text(label)]]
  return [method(ROOT, 'Service', 'CreateCollection', 'a{sv}s', [properties, alias]), 'oo']
}

export const isLocked = (collection: string): Question => [
  {
    destination: SERVICE,
    path: collection,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    args: ['org.freedesktop.Secret.Collection', 'Locked'],
  },
  'v',
]

/** Answers session, parameters of the algorithm, secret and its media type. */
export const getSecret = (item: string, session: string): Question => [
  method(item, 'Item', 'GetSecret', 'o', [session]),
  '(oayays)',
]

/** Creates or replaces. Answers the item and the dialog that has to be shown first. */
export const createItem = (
  collection: string,
  session: string,
  item: { key: string; value: string; label: string },
): Question => {
  const secret = [session, Buffer.alloc(0), Buffer.from(item.value), 'text/plain']
  const args = [itemProperties(item.key, item.label), secret, true]
  return [method(collection, 'Collection', 'CreateItem', 'a{sv}(oayays)b', args), 'oo']
}

/** Answers the dialog that has to be shown first. */
export const deleteItem = (item: string): Question => [method(item, 'Item', 'Delete'), 'o']

export const showDialog = (prompt: string): Question => [
  method(prompt, 'Prompt', 'Prompt', 's', ['']),
  '',
]

/** Lets the bus deliver the signal that ends a dialog. */
export const listenToDialog = (prompt: string): Question => [
  {
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'AddMatch',
    signature: 's',
    args: [`type='signal',sender='${SERVICE}',path='${prompt}',member='Completed'`],
  },
  '',
]

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

const text = (value: string): Value => ({ signature: 's', value })

const attributes = (key: string): Value => [
  ['application', 'rolecall'],
  ['key', key],
]

function itemProperties(key: string, label: string): Value {
  const all = [['xdg:schema', 'org.freedesktop.Secret.Generic'], ...(attributes(key) as Value[])]
  return [
    ['org.freedesktop.Secret.Item.Label', text(label)],
    ['org.freedesktop.Secret.Item.Attributes', { signature: 'a{ss}', value: all }],
  ]
}
