import type { Chromium } from '../../system/desktop/chromium.js'

type Fields = Readonly<Record<string, unknown>>

/** An event of the Chrome DevTools Protocol. */
export interface Event {
  method: string
  params: Fields
  /** The page or frame of the event; undefined for the browser itself. */
  sessionId: string | undefined
}

/** A client of the DevTools protocol (chromedevtools.github.io/devtools-protocol). */
export interface DevTools {
  /** @throws Error with the browser's message, or because the browser is gone */
  send: (method: string, params?: Fields, sessionId?: string) => Promise<Fields>
}

interface Message {
  id?: number
  method?: string
  params?: Fields
  result?: Fields
  error?: { message: string }
  sessionId?: string
}

/**
 * Connects to a browser through its pipes. Each message is JSON, followed by NUL.
 * @param onEvent called for each event, which is a message without an id
 */
export function devTools(chromium: Chromium, onEvent: (event: Event) => void): DevTools {
  const pending = new Map<
    number,
    { resolve: (result: Fields) => void; reject: (error: Error) => void }
  >()
  let lastId = 0
  let gone = false

  const receive = ({ id, method, params = {}, result = {}, error, sessionId }: Message): void => {
    if (method !== undefined) return onEvent({ method, params, sessionId })
    const request = pending.get(id ?? 0)
    pending.delete(id ?? 0)
    if (error) request?.reject(new Error(error.message))
    else request?.resolve(result)
  }
  readMessages(chromium.output, receive)
  void chromium.ended.then(() => {
    gone = true
    for (const { reject } of pending.values()) reject(new Error('the browser is gone'))
    pending.clear()
  })

  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(new Error('the browser is gone'))
        const id = ++lastId
        pending.set(id, { resolve, reject })
        chromium.input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
      }),
  }
}

function readMessages(output: NodeJS.ReadableStream, receive: (message: Message) => void): void {
  let rest = ''
  output.setEncoding('utf8')
  output.on('data', (chunk: string) => {
    const [first = '', ...more] = chunk.split('\0')
    rest += first
    for (const next of more) {
      receive(JSON.parse(rest) as Message)
      rest = next
    }
  })
}
