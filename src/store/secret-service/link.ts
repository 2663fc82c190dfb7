import type { Env } from '../../core/env.js'
import { StoreError } from '../store.js'
import {
  isLocked,
  listenToDialog,
  openSession,
  readAlias,
  showDialog,
  type BusCall,
} from './calls.js'
import { busAddresses } from './dbus/address.js'
import { connectBus, type Bus } from './dbus/connection.js'
import type { BusValue, Variant } from './dbus/types.js'
import { afterWaiting } from './waiting-limit.js'

/** A connection to the bus, and what is known of the service at its other end. */
interface Connection {
  bus: Bus
  /** Set once the service has answered a call: its unique name, if the bus tells it. */
  service?: { name: string | undefined }
  /** The reply to the call of {@link Link.connectAhead}: the default collection. */
  ahead?: Promise<BusValue[] | undefined> | undefined
  /** The reply to the call of {@link Link.probeAhead}: whether that is locked. */
  lockAhead?: Promise<BusValue[] | undefined> | undefined
  /** Object path of the session for secrets, which lasts as long as the service's process. */
  session?: Promise<string>
}

/** Calls within one exchange. */
export interface Calls {
  call: (call: BusCall) => Promise<BusValue[]>
  /** Takes the replies to the calls that were made ahead; undefined if there are none. */
  takeAhead: (which: 'ahead' | 'lockAhead') => Promise<BusValue[] | undefined>
  /** Opens the session without waiting for it, if it is known who the service is. */
  prepareSession: () => Promise<void>
  /**
   * Opens the session in which secrets are transferred, once. That is never the first call to the
   * service: gnome-keyring 42 to 50 has a race there, and now and then dies of it.
   * @returns its object path
   */
  openSession: () => Promise<string>
}

/** Time limits in milliseconds. */
export interface LinkTimeouts {
  /** Of an exchange without a dialog. */
  timeoutMs: number
  /** Of an exchange with a dialog. */
  dialogTimeoutMs: number
}

/** Calls to the Secret Service. Connects on demand, and again after the connection was closed. */
export interface Link {
  /**
   * Connects before it is known what to ask, while the caller does other work, and asks for the
   * default collection, which shows who the service is.
   */
  connectAhead: () => void
  /** After that, asks whether the default collection is locked. */
  probeAhead: () => void
  /**
   * Runs one exchange. If it takes too long the connection is closed, so that no call stays open.
   * @throws StoreError 'timeout', or why the connection was closed
   */
  exchange: <T>(run: (calls: Calls) => Promise<T>) => Promise<T>
  /** An exchange of one call. */
  call: (call: BusCall) => Promise<BusValue[]>
  /**
   * Shows a dialog and waits for its end.
   * @param refusal the message if the user declines
   * @returns its result, whose type depends on the call that returned the dialog
   * @throws StoreError 'locked' if the user declined
   */
  dialog: (prompt: string, refusal?: string) => Promise<BusValue>
  close: () => void
}

/** Creates a link, which is not connected before the first call. */
export function openLink(
  env: Env,
  { timeoutMs = 1500, dialogTimeoutMs = 60_000 }: Partial<LinkTimeouts> = {},
): Link {
  let connection: Connection | undefined

  const connected = (): Connection => {
    if (!connection || connection.bus.closed) connection = { bus: connectBus(busAddresses(env)) }
    return connection
  }

  const within = async <T>(ms: number, run: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = connected()
    const { bus } = connection
    const stopWaiting = afterWaiting(ms, () => {
      bus.close(new StoreError('timeout', `the keychain did not respond within ${ms / 1000} s`))
    })
    try {
      return await run(connection)
    } finally {
      stopWaiting()
    }
  }

  const exchange: Link['exchange'] = (run) =>
    within(timeoutMs, (connection) => run(callsOn(connection)))

  return {
    connectAhead() {
      const connection = connected()
      // An error shows again in the first call that is waited for.
      connection.ahead = callsOn(connection)
        .call(readAlias('default'))
        .catch(() => undefined)
    },
    probeAhead() {
      const connection = connected()
      const { call } = callsOn(connection)
      connection.lockAhead = connection.ahead
        ?.then((reply) => reply && call(isLocked(reply[0] as string)))
        .catch(() => undefined)
    },
    exchange,
    call: (call) => exchange((calls) => calls.call(call)),
    dialog: (prompt, refusal = 'the keychain is locked') =>
      within(dialogTimeoutMs, ({ bus }) => runDialog(bus, prompt, refusal)),
    close: () => connection?.bus.close(new StoreError('absent', 'the keychain was closed')),
  }
}

function callsOn(connection: Connection): Calls {
  const { bus } = connection
  const call = async (call: BusCall): Promise<BusValue[]> => {
    const { body, sender } = await bus.call(...call)
    // A session ends with the process that opened it, and the bus outlives that.
    if (connection.service && connection.service.name !== sender) delete connection.session
    connection.service = { name: sender }
    return body
  }
  const openNow = async (): Promise<string> => {
    if (!connection.service) await call(readAlias('default'))
    // The process that answered, not one that has taken over its name since.
    const [, path] = await call(openSession(connection.service?.name))
    return path as string
  }
  const openOnce = (): Promise<string> =>
    (connection.session ??= openNow().catch((error: unknown) => {
      delete connection.session
      throw error
    }))
  return {
    call,
    async takeAhead(which) {
      const { [which]: reply } = connection
      connection[which] = undefined
      return reply
    },
    async prepareSession() {
      await connection.ahead
      // A bus that hangs is waited for once: this throws why the connection was closed.
      if (bus.closed) await call(readAlias('default'))
      // An error shows again when the session is used.
      if (connection.service) openOnce().catch(() => undefined)
    },
    openSession: openOnce,
  }
}

async function runDialog(bus: Bus, prompt: string, refusal: string): Promise<BusValue> {
  const [{ body }] = await Promise.all([
    bus.signal(prompt, 'Completed', 'bv'),
    bus.call(...listenToDialog(prompt)),
    bus.call(...showDialog(prompt)),
  ])
  const [dismissed, result] = body
  if (dismissed) throw new StoreError('locked', refusal)
  return (result as Variant).value
}
