import type { Env } from '../../core/env.js'
import { StoreError } from '../store.js'
import { listenToDialog, openSession, showDialog, type BusCall } from './calls.js'
import { busSockets } from './dbus/address.js'
import { connectBus, type Bus } from './dbus/connection.js'
import type { BusValue, Variant } from './dbus/types.js'

/** A connection to the bus, and the Secret Service session that is opened in the same write. */
interface Connection {
  bus: Bus
  session: Promise<string>
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
   * Runs one exchange. If it takes too long the connection is closed, so that no call stays open.
   * @throws StoreError 'timeout', or why the connection was closed
   */
  exchange: <T>(run: (connection: Connection) => Promise<T>) => Promise<T>
  /** An exchange of one call. */
  call: (call: BusCall) => Promise<BusValue[]>
  /**
   * Shows a dialog and waits for its end.
   * @returns its result, whose type depends on the call that returned the dialog
   * @throws StoreError 'locked' if the user declined
   */
  dialog: (prompt: string) => Promise<BusValue>
  close: () => void
}

/** Creates a link, which is not connected before the first call. */
export function openLink(env: Env, { timeoutMs, dialogTimeoutMs }: LinkTimeouts): Link {
  let connection: Connection | undefined

  const within = async <T>(ms: number, run: (connection: Connection) => Promise<T>): Promise<T> => {
    if (!connection || connection.bus.closed) connection = connect(env)
    const { bus } = connection
    const timer = setTimeout(() => {
      bus.close(new StoreError('timeout', `the keychain did not respond within ${ms / 1000} s`))
    }, ms)
    try {
      return await run(connection)
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    exchange: (run) => within(timeoutMs, run),
    call: (call) => within(timeoutMs, ({ bus }) => bus.call(...call)),
    dialog: (prompt) => within(dialogTimeoutMs, ({ bus }) => runDialog(bus, prompt)),
    close: () => connection?.bus.close(new StoreError('absent', 'the keychain was closed')),
  }
}

function connect(env: Env): Connection {
  const bus = connectBus(busSockets(env))
  const session = bus.call(...openSession()).then(([, path]) => path as string)
  // A call that needs the session gets the error; others do not care.
  session.catch(() => undefined)
  return { bus, session }
}

async function runDialog(bus: Bus, prompt: string): Promise<BusValue> {
  const [[dismissed, result]] = await Promise.all([
    bus.signal(prompt, 'Completed', 'bv'),
    bus.call(...listenToDialog(prompt)),
    bus.call(...showDialog(prompt)),
  ])
  if (dismissed) throw new StoreError('locked', 'the keychain is locked')
  return (result as Variant).value
}
