import type { Chromium } from '../../system/desktop/chromium.js'

type Fields = Readonly<Record<string, unknown>>

export interface Event {
  method: string
  params: Fields
  /** The page or frame that it is about; undefined for the browser itself. */
  sessionId: string | undefined
}

/**
 * The DevTools protocol (chromedevtools.github.io/devtools-protocol) with as much of it as a
 * sign-in needs.
 */
export interface DevTools {
  /** @throws Error with what the browser said, or that it is gone */
  send(method: string, params?: Fields, sessionId?: string): Promise<Fields>
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
 * Speaks to a browser over its pipes: each message is JSON with a NUL behind it.
 * @param onEvent is told everything that the browser says of itself
 */
export function devTools(chromium: Chromium, onEvent: (event: Event) => void): DevTools {
  const waiting = new Map<number, { resolve(result: Fields): void; reject(error: Error): void }>()
  let lastId = 0
  let gone = false

  const receive = ({ id, method, params = {}, result = {}, error, sessionId }: Message): void => {
    if (method !== undefined) return onEvent({ method, params, sessionId })
    const asked = waiting.get(id ?? 0)
    waiting.delete(id ?? 0)
    if (error) asked?.reject(new Error(error.message))
    else asked?.resolve(result)
  }
  readMessages(chromium.output, receive)
  void chromium.ended.then(() => {
    gone = true
    for (const { reject } of waiting.values()) reject(new Error('the browser is gone'))
    waiting.clear()
  })

  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(new Error('the browser is gone'))
        const id = ++lastId
        waiting.set(id, { resolve, reject })
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
