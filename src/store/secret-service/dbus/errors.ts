import { printable } from '../../../core/printable.js'
import { StoreError, type StoreFault } from '../../store.js'
import type { BusAddress } from './address.js'
import type { Message } from './message.js'

/** The error if none of the addresses has a bus. */
export function busUnreachableError(addresses: readonly BusAddress[]): StoreError {
  const reason = addresses.length > 0 ? 'can be reached' : 'is named in DBUS_SESSION_BUS_ADDRESS'
  return new StoreError(
    'unreachable',
    `the keychain cannot be reached: no D-Bus session bus ${reason}`,
  )
}

/** The error for a bus that another user may run. @param fault what is wrong with it */
export const untrustedError = (fault: string): StoreError =>
  new StoreError(
    'untrusted',
    `the D-Bus session bus may belong to another user, so rolecall sends it no secret: ${printable(fault)}`,
  )

const GONE = [
  'absent',
  'the keychain is not running: no Secret Service is on the D-Bus session bus',
] as const
const DIED = ['absent', 'the keychain ended during a call'] as const

/** What the errors mean that have a meaning here; all others concern one item. */
const FAULTS: Readonly<Record<string, readonly [fault: StoreFault, message: string]>> = {
  'org.freedesktop.DBus.Error.ServiceUnknown': GONE,
  'org.freedesktop.DBus.Error.NameHasNoOwner': GONE,
  // The bus itself sends this reply if the service ended without one.
  'org.freedesktop.DBus.Error.NoReply': DIED,
  'org.freedesktop.DBus.Error.Disconnected': DIED,
  // Another process took over from the one that opened the session.
  'org.freedesktop.Secret.Error.NoSession': DIED,
  'org.freedesktop.Secret.Error.IsLocked': ['locked', 'the keychain is locked'],
}

/** An error reply as the error of a store. */
export function errorOf({ errorName = 'an unnamed error' }: Message): StoreError {
  const [fault, message] = errorName.startsWith('org.freedesktop.DBus.Error.Spawn.')
    ? GONE
    : (FAULTS[errorName] ?? ['damaged', `the keychain returned ${printable(errorName)}`])
  return new StoreError(fault, message, errorName)
}
