import { allocateBytes, concatBytes } from '../../../system/bytes.js'
import { checkSocket, type CheckedSocket } from '../../../system/files/socket-owner.js'
import { connectLocalSocket, type LocalSocket } from '../../../system/local-socket.js'
import { isStoreError, StoreError } from '../../store.js'
import type { BusAddress } from './address.js'
import { errorOf, busUnreachableError, untrustedError } from './errors.js'
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
  call: (call: MethodCall, returns: string) => Promise<Received>
  /** Waits for the next such signal from an object. @throws StoreError */
  signal: (path: string, member: string, signature: string) => Promise<Received>
  /** Closes the connection; every open call fails with the error. */
  close: (error: StoreError) => void
}

/** A reply or a signal. */
export interface Received {
  body: BusValue[]
  /** Unique name of the process that sent it, which no later process gets. */
  sender: string | undefined
}

interface Waiter {
  signature: string
  resolve: (received: Received) => void
  reject: (error: StoreError) => void
}

const HELLO: MethodCall = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  member: 'Hello',
}

/**
 * Connects to the first address that accepts and that no other user can listen on. One write sends
 * the log-on, `Hello`, which must be the first call, and all calls made before the connection is
 * open. So the first useful reply takes a single round trip. Such a call must not contain a secret:
 * only the first reply shows whether the bus has the right GUID.
 */
export function connectBus(addresses: readonly BusAddress[]): Bus {
  const waiters = new Map<number | string, Waiter>()
  const untried = [...addresses]
  let refusal: StoreError | undefined
  let outbox: Uint8Array[] | undefined = [GREETING]
  let received = allocateBytes(0)
  let loggedOn = false
  let ended: StoreError | undefined
  let serial = 0
  let socket: LocalSocket | undefined
  let guid: string | undefined

  const dial = (): void => {
    const address = untried.shift()
    if (!address) return close(refusal ?? busUnreachableError(addresses))
    const checked = checkAddress(address)
    if (!checked) return dial()
    if ('fault' in checked) {
      refusal ??= untrustedError(checked.fault)
      return dial()
    }
    guid = address.guid
    socket = connectLocalSocket(checked.socket, {
      onConnect() {
        socket?.write(concatBytes(outbox ?? []))
        outbox = undefined
      },
      onData: receive,
      onClose() {
        if (outbox && !ended) dial()
        else close(new StoreError('unreachable', 'the D-Bus session bus closed the connection'))
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
        const logOn = afterLogOn(received)
        if (!logOn) return
        if (guid !== undefined && guid.toLowerCase() !== logOn.guid.toLowerCase()) {
          throw untrustedError('its GUID is not the one in DBUS_SESSION_BUS_ADDRESS')
        }
        received = logOn.rest
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
    else waiter.resolve({ body: decodeBody(message, waiter.signature), sender: message.sender })
    waiters.delete(key)
    if (waiters.size === 0) socket?.unref()
  }

  const waitFor = (key: number | string, signature: string): Promise<Received> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended)
      waiters.set(key, { signature, resolve, reject })
      socket?.ref()
    })

  const call = (method: MethodCall, returns: string): Promise<Received> => {
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

function checkAddress({ socket, guid }: BusAddress): CheckedSocket | undefined {
  if (socket.startsWith('\0') && guid === undefined) {
    return { fault: 'its address is an abstract socket without a GUID' }
  }
  return checkSocket(socket)
}

const signalKey = (path: string | undefined, member: string | undefined): string =>
  `${path} ${member}`
