import { allocateBytes, utf8Bytes } from '../../system/bytes.js'
import type { MethodCall } from './dbus/message.js'
import type { BusValue } from './dbus/types.js'

/*
 * The calls of the freedesktop.org Secret Service API that the store needs, and those of the bus
 * itself, as data: a function here makes a message, and `link.ts` sends it. Each comment says what
 * the reply contains.
 */

/** A method call and the D-Bus signature that its reply must have. */
export type BusCall = readonly [call: MethodCall, returns: string]

const SERVICE = 'org.freedesktop.secrets'
const ROOT = '/org/freedesktop/secrets'

/** Object path with which the Secret Service returns "no object". */
export const NO_OBJECT = '/'

/**
 * Opens a session for secrets in plaintext. Returns the output of the algorithm, and the object
 * path of the session.
 * @param service unique name of the process that is the service now
 */
export const openSession = (service: string | undefined): BusCall => [
  {
    ...method(ROOT, 'Service', 'OpenSession', 'sv', ['plain', text('')]),
    destination: service ?? SERVICE,
  },
  'vo',
]

/** Returns the unlocked items of a key and the locked ones. */
export const searchItems = (key: string): BusCall => [
  method(ROOT, 'Service', 'SearchItems', 'a{ss}', [attributes(key)]),
  'aoao',
]

/** Returns the objects that were unlocked at once, and the dialog for the rest. */
export const unlock = (objects: readonly string[]): BusCall => [
  method(ROOT, 'Service', 'Unlock', 'ao', [objects]),
  'aoo',
]

/** Returns the collection of an alias. */
export const readAlias = (name: string): BusCall => [
  method(ROOT, 'Service', 'ReadAlias', 's', [name]),
  'o',
]

/** Returns the collection, or the dialog that creates it. */
export const createCollection = (label: string, alias: string): BusCall => {
  const properties = [['org.freedesktop.Secret.Collection.Label', text(label)]]
  return [method(ROOT, 'Service', 'CreateCollection', 'a{sv}s', [properties, alias]), 'oo']
}

/** Whether a collection is locked. Returns a boolean in a variant. */
export const isLocked = (collection: string): BusCall => [
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

/** Returns session, parameters of the algorithm, secret, and media type. */
export const getSecret = (item: string, session: string): BusCall => [
  method(item, 'Item', 'GetSecret', 'o', [session]),
  '(oayays)',
]

/** Creates or replaces an item. Returns the item, or the dialog that has to be shown first. */
export const createItem = (
  collection: string,
  session: string,
  item: { key: string; value: string; label: string },
): BusCall => {
  const secret = [session, allocateBytes(0), utf8Bytes(item.value), 'text/plain']
  const args = [itemProperties(item.key, item.label), secret, true]
  return [method(collection, 'Collection', 'CreateItem', 'a{sv}(oayays)b', args), 'oo']
}

/** Returns the dialog that has to be shown first. */
export const deleteItem = (item: string): BusCall => [method(item, 'Item', 'Delete'), 'o']

/** Shows a dialog. Its result arrives as the signal `Completed`. */
export const showDialog = (prompt: string): BusCall => [
  method(prompt, 'Prompt', 'Prompt', 's', ['']),
  '',
]

/** Subscribes to the signal that ends a dialog. */
export const listenToDialog = (prompt: string): BusCall => [
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
  args: readonly BusValue[] = [],
): MethodCall {
  const name = `org.freedesktop.Secret.${type}`
  return { destination: SERVICE, path, interface: name, member, signature, args }
}

const text = (value: string): BusValue => ({ signature: 's', value })

const attributes = (key: string): BusValue => [
  ['application', 'rolecall'],
  ['key', key],
]

function itemProperties(key: string, label: string): BusValue {
  const all = [['xdg:schema', 'org.freedesktop.Secret.Generic'], ...(attributes(key) as BusValue[])]
  return [
    ['org.freedesktop.Secret.Item.Label', text(label)],
    ['org.freedesktop.Secret.Item.Attributes', { signature: 'a{ss}', value: all }],
  ]
}
