import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeMessage } from '../../src/store/secret-service/dbus/message.js'

export interface BusRecorder extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  /**
   * What crossed the bus so far, in order, one list per connection: `OpenSession` for a call,
   * `<OpenSession` for its reply. Calls to the bus itself are left out.
   */
  connections: string[][]
}

/** Serial of a message (D-Bus Specification, "Message Format"). */
const serialOf = (data: Buffer): number => data.readUInt32LE(8)

/** Starts a socket that relays to a bus, and records the calls and the replies. */
export async function recordBus(target: { env: Record<string, string> }): Promise<BusRecorder> {
  const folder = await mkdtemp(join(tmpdir(), 'rolecall-recorder-'))
  const path = join(folder, 'bus')
  const bus = /path=([^,]+)/.exec(target.env['DBUS_SESSION_BUS_ADDRESS'] ?? '')?.[1] ?? ''
  const connections: string[][] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const events: string[] = []
    connections.push(events)
    const upstream = connect(bus)
    const members = new Map<number, string>()
    relay(client, upstream, 'BEGIN\r\n', (message, serial) => {
      if (message.member === undefined || message.member === 'Hello') return
      members.set(serial, message.member)
      events.push(message.member)
    })
    relay(upstream, client, /OK \w+\r\n/, ({ replyTo = 0 }) => {
      const member = members.get(replyTo)
      if (member !== undefined) events.push(`<${member}`)
    })
    for (const socket of [client, upstream]) sockets.add(socket)
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` },
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Listener = (
  message: NonNullable<ReturnType<typeof decodeMessage>>['message'],
  serial: number,
) => void

/** Relays one direction. @param logOnEnd the end of the log-on, after which messages follow */
function relay(from: Socket, to: Socket, logOnEnd: string | RegExp, listener: Listener): void {
  let received = Buffer.alloc(0)
  let loggedOn = false
  from.on('error', () => undefined)
  from.on('close', () => to.destroy())
  from.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    if (!loggedOn) {
      const text = received.toString('latin1')
      const [end] = typeof logOnEnd === 'string' ? [logOnEnd] : (logOnEnd.exec(text) ?? [])
      const at = end === undefined ? -1 : text.indexOf(end)
      if (end !== undefined && at >= 0) {
        loggedOn = true
        received = received.subarray(at + end.length)
      }
    }
    for (let next = loggedOn ? decodeMessage(received) : undefined; next;) {
      listener(next.message, serialOf(received))
      received = received.subarray(next.size)
      next = decodeMessage(received)
    }
    to.write(chunk)
  })
}
