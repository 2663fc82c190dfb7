import { printable } from '../../../core/printable.js'
import { allocateBytes, concatBytes } from '../../../system/bytes.js'
import { connectLocalSocket, type LocalSocket } from '../../../system/local-socket.js'
import { isStoreError, StoreError, type StoreFault } from '../../store.js'
import { afterLogOn, GREETING } from './greeting.js'
import {
  decodeBody,
  decodeMessage,
  encodeCall,
  ERROR,
  SIGNAL,
  type Message,
  type MethodCall,
} from './message.js'
import type { BusValue } from './types.js'

/** A connection to a message bus. It holds the process open only during a call. */
export interface Bus {
  readonly closed: boolean
  /**
   * Calls a method, without waiting for the replies to earlier calls: the bus preserves their
   * order.
   * @param returns signature that the reply must have
   * @throws StoreError
   */
  call: (call: MethodCall, returns: string) => Promise<BusValue[]>
  /** Waits for the next such signal from an object. @returns its body. @throws StoreError */
  signal: (path: string, member: string, signature: string) => Promise<BusValue[]>
  /** Closes the connection; every open call fails with the error. */
  close: (error: StoreError) => void
}

interface Waiter {
  signature: string
  resolve: (body: BusValue[]) => void
  reject: (error: StoreError) => void
}

const HELLO: MethodCall = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  member: 'Hello',
}

/**
 * Connects to the first socket that accepts. The log-on, the `Hello` that must be the first call,
 * and all calls made before the connection is open leave in one write, so that the first useful
 * reply takes a single round trip.
 */
export function connectBus(sockets: readonly string[]): Bus {
  const waiters = new Map<number | string, Waiter>()
  const untried = [...sockets]
  let outbox: Uint8Array[] | undefined = [GREETING]
  let received = allocateBytes(0)
  let loggedOn = false
  let ended: StoreError | undefined
  let serial = 0
  let socket: LocalSocket | undefined

  const dial = (): void => {
    const path = untried.shift()
    if (path === undefined) {
      return close(
        new StoreError('absent', 'there is no keychain: no D-Bus session bus can be reached'),
      )
    }
    socket = connectLocalSocket(path, {
      onConnect() {
        socket?.write(concatBytes(outbox ?? []))
        outbox = undefined
      },
      onData: receive,
      onClose() {
        if (outbox && !ended) dial()
        else close(new StoreError('absent', 'the D-Bus session bus closed the connection'))
      },
    })
  }

  const close = (error: StoreError): void => {
    ended ??= error
    socket?.destroy()
    for (const { reject } of waiters.values()) reject(error)
    waiters.clear()
  }

  const receive = (chunk: Uint8Array): void => {
    received = concatBytes([received, chunk])
    try {
      if (!loggedOn) {
        const rest = afterLogOn(received)
        if (!rest) return
        received = rest
        loggedOn = true
      }
      for (let next = decodeMessage(received); next; next = decodeMessage(received)) {
        received = received.subarray(next.size)
        dispatch(next.message)
      }
    } catch (error) {
      if (isStoreError(error)) return close(error)
      close(new StoreError('damaged', 'the D-Bus session bus sent an invalid message', error))
    }
  }

  const dispatch = (message: Message): void => {
    const key = message.type === SIGNAL ? signalKey(message.path, message.member) : message.replyTo
    const waiter = key === undefined ? undefined : waiters.get(key)
    if (key === undefined || !waiter) return
    if (message.type === ERROR) waiter.reject(errorOf(message))
    // Decoded before the waiter is removed: an invalid body fails all open calls, this one
    // included.
    else waiter.resolve(decodeBody(message, waiter.signature))
    waiters.delete(key)
    if (waiters.size === 0) socket?.unref()
  }

  const waitFor = (key: number | string, signature: string): Promise<BusValue[]> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended)
      waiters.set(key, { signature, resolve, reject })
      socket?.ref()
    })

  const call = (method: MethodCall, returns: string): Promise<BusValue[]> => {
    const message = encodeCall(method, ++serial)
    if (outbox) outbox.push(message)
    else socket?.write(message)
    return waitFor(serial, returns)
  }

  dial()
  // If it fails, so does every other call, which reports the error.
  call(HELLO, 's').catch(() => undefined)
  return {
    get closed() {
      return ended !== undefined
    },
    call,
    signal: (path, member, signature) => waitFor(signalKey(path, member), signature),
    close,
  }
}

const signalKey = (path: string | undefined, member: string | undefined): string =>
  `${path} ${member}`

const FAULTS: Readonly<Record<string, StoreFault>> = {
  'org.freedesktop.DBus.Error.ServiceUnknown': 'absent',
  'org.freedesktop.DBus.Error.NameHasNoOwner': 'absent',
  // The bus itself sends this reply if the service ended without one.
  'org.freedesktop.DBus.Error.NoReply': 'absent',
  'org.freedesktop.DBus.Error.Disconnected': 'absent',
  'org.freedesktop.Secret.Error.IsLocked': 'locked',
}

function errorOf({ errorName = 'an unnamed error' }: Message): StoreError {
  const spawning = errorName.startsWith('org.freedesktop.DBus.Error.Spawn.')
  const fault = spawning ? 'absent' : (FAULTS[errorName] ?? 'damaged')
  return new StoreError(fault, `the keychain returned ${printable(errorName)}`, errorName)
}
