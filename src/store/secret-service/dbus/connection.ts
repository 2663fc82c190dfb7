import { connect, type Socket } from 'node:net'
import { printable } from '../../../core/printable.js'
import { isStoreError, StoreError, type StoreFault } from '../../store.js'
import { afterConsent, GREETING } from './greeting.js'
import {
  decodeBody,
  decodeMessage,
  encodeCall,
  ERROR,
  SIGNAL,
  type Message,
  type MethodCall,
} from './message.js'
import type { Value } from './types.js'

/** One connection to a message bus. It keeps the process alive only while somebody waits for an answer. */
export interface Bus {
  readonly closed: boolean
  /**
   * Does not wait for the answers to earlier calls: the bus keeps their order.
   * @param returns signature that the answer must have
   * @throws StoreError
   */
  call(call: MethodCall, returns: string): Promise<Value[]>
  /** @returns the body of the next such signal from an object. @throws StoreError */
  signal(path: string, member: string, signature: string): Promise<Value[]>
  /** Everybody who waits gets the error. */
  close(error: StoreError): void
}

interface Waiter {
  signature: string
  resolve(body: Value[]): void
  reject(error: StoreError): void
}

const HELLO: MethodCall = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  member: 'Hello',
}

/**
 * Connects to the first socket that answers. The log-on, the `Hello` that the bus wants first and whatever is called
 * before the connection stands leave in one write, so that the first real answer costs a single round trip.
 */
export function connectBus(sockets: readonly string[]): Bus {
  const waiters = new Map<number | string, Waiter>()
  const untried = [...sockets]
  let outbox: Buffer[] | undefined = [GREETING]
  let received: Buffer = Buffer.alloc(0)
  let loggedOn = false
  let ended: StoreError | undefined
  let serial = 0
  let socket: Socket | undefined

  const dial = (): void => {
    const path = untried.shift()
    if (path === undefined) {
      return close(
        new StoreError('absent', 'there is no keychain: no D-Bus session bus can be reached'),
      )
    }
    socket = connect({ path })
    // Every error is followed by `close`, which tells the same.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      if (outbox && !ended) dial()
      else close(new StoreError('absent', 'the D-Bus session bus hung up'))
    })
    socket.once('connect', () => {
      socket?.write(Buffer.concat(outbox ?? []))
      outbox = undefined
    })
    socket.on('data', receive)
  }

  const close = (error: StoreError): void => {
    ended ??= error
    socket?.destroy()
    for (const { reject } of waiters.values()) reject(error)
    waiters.clear()
  }

  const receive = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk])
    try {
      if (!loggedOn) {
        const rest = afterConsent(received)
        if (!rest) return
        received = rest
        loggedOn = true
      }
      for (let next = decodeMessage(received); next; next = decodeMessage(received)) {
        received = received.subarray(next.size)
        deliver(next.message)
      }
    } catch (error) {
      if (isStoreError(error)) return close(error)
      close(new StoreError('damaged', 'the D-Bus session bus cannot be understood', error))
    }
  }

  const deliver = (message: Message): void => {
    const key = message.type === SIGNAL ? signalKey(message.path, message.member) : message.replyTo
    const waiter = key === undefined ? undefined : waiters.get(key)
    if (key === undefined || !waiter) return
    if (message.type === ERROR) waiter.reject(errorOf(message))
    // Decoded while still among the waiters: what cannot be decoded fails them all.
    else waiter.resolve(decodeBody(message, waiter.signature))
    waiters.delete(key)
    if (waiters.size === 0) socket?.unref()
  }

  const waitFor = (key: number | string, signature: string): Promise<Value[]> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended)
      waiters.set(key, { signature, resolve, reject })
      socket?.ref()
    })

  const call = (what: MethodCall, returns: string): Promise<Value[]> => {
    const message = encodeCall(what, ++serial)
    if (outbox) outbox.push(message)
    else socket?.write(message)
    return waitFor(serial, returns)
  }

  dial()
  // Its failure is everybody's failure, and they will say so.
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
  // The bus answers in the place of a service that died without answering.
  'org.freedesktop.DBus.Error.NoReply': 'absent',
  'org.freedesktop.DBus.Error.Disconnected': 'absent',
  'org.freedesktop.Secret.Error.IsLocked': 'locked',
}

function errorOf({ errorName = 'an unnamed error' }: Message): StoreError {
  const spawning = errorName.startsWith('org.freedesktop.DBus.Error.Spawn.')
  const fault = spawning ? 'absent' : (FAULTS[errorName] ?? 'damaged')
  return new StoreError(fault, `the keychain answered ${printable(errorName)}`, errorName)
}
