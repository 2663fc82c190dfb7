import type { Env } from '../../core/env.js'
import { busSockets } from './dbus/address.js'
import { connectBus, type Bus } from './dbus/connection.js'
import type { Value, Variant } from './dbus/types.js'
import { listenToDialog, openSession, showDialog, type Question } from './calls.js'
import { StoreError } from '../store.js'

/** A logged-on bus and the Secret Service session that is asked for in the same breath. */
interface Connection {
  bus: Bus
  session: Promise<string>
}

/** The way to the Secret Service: connects when it is needed, and again where the connection is gone. */
export interface Link {
  /**
   * One exchange under a time limit, whose end ends the connection, so that nothing is left waiting.
   * @throws StoreError `timeout`, or what went wrong before
   */
  exchange<T>(talk: (connection: Connection) => Promise<T>): Promise<T>
  /** An exchange of one question. */
  ask(question: Question): Promise<Value[]>
  /** Shows a dialog and waits for its end. @returns what it was for. @throws StoreError `locked` where it was declined */
  dialog(prompt: string): Promise<Value>
  close(): void
}

/**
 * @param limit milliseconds for each exchange in which nobody is asked anything
 * @param dialogLimit milliseconds that a person has for a dialog
 */
export function openLink(env: Env, limit: number, dialogLimit: number): Link {
  let connection: Connection | undefined

  const within = async <T>(
    ms: number,
    talk: (connection: Connection) => Promise<T>,
  ): Promise<T> => {
    if (!connection || connection.bus.closed) connection = connect(env)
    const { bus } = connection
    const timer = setTimeout(() => {
      bus.close(new StoreError('timeout', `the keychain did not answer within ${ms / 1000} s`))
    }, ms)
    try {
      return await talk(connection)
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    exchange: (talk) => within(limit, talk),
    ask: (question) => within(limit, ({ bus }) => bus.call(...question)),
    dialog: (prompt) => within(dialogLimit, ({ bus }) => runDialog(bus, prompt)),
    close: () => connection?.bus.close(new StoreError('absent', 'the keychain was closed')),
  }
}

function connect(env: Env): Connection {
  const bus = connectBus(busSockets(env))
  const session = bus.call(...openSession()).then(([, path]) => path as string)
  // Not everybody needs the session; whoever does gets the error.
  session.catch(() => undefined)
  return { bus, session }
}

async function runDialog(bus: Bus, prompt: string): Promise<Value> {
  const [[dismissed, result]] = await Promise.all([
    bus.signal(prompt, 'Completed', 'bv'),
    bus.call(...listenToDialog(prompt)),
    bus.call(...showDialog(prompt)),
  ])
  if (dismissed) throw new StoreError('locked', 'the keychain was not unlocked')
  return (result as Variant).value
}
