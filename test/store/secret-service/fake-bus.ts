import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeMessage, type Message } from '../../../src/store/secret-service/dbus/message.js'
import { marshal } from '../../../src/store/secret-service/dbus/marshal.js'
import { padding, type BusValue } from '../../../src/store/secret-service/dbus/types.js'

/** A bus whose every word the test decides. */
export interface FakeBus extends AsyncDisposable {
  env: { DBUS_SESSION_BUS_ADDRESS: string }
}

/** Replies to a call, at once or later, with signature and values; undefined for no reply. */
export type Answer = (call: Message, client: Client) => Given | Promise<Given>
type Given = [string, BusValue[]] | undefined

export interface Client {
  socket: Socket
  signal(
    path: string,
    interfaceName: string,
    member: string,
    signature: string,
    values: BusValue[],
  ): void
}

/** @param greet sent to a new client instead of a log-on and replies */
export async function fakeBus(does: {
  greet?: (socket: Socket) => void
  answer?: Answer
}): Promise<FakeBus> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-bus-'))
  const path = join(folder, 'bus')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    if (does.greet) does.greet(socket)
    else converse(socket, does.answer ?? (() => undefined))
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      rmSync(folder, { recursive: true })
    },
  }
}

const HELLO: Given = ['s', [':1.1']]

function converse(socket: Socket, answer: Answer): void {
  let received = Buffer.alloc(0)
  let loggedOn = false
  const client: Client = {
    socket,
    signal: (path, interfaceName, member, signature, values) => {
      const fields: BusValue[] = [
        [1, { signature: 'o', value: path }],
        [2, { signature: 's', value: interfaceName }],
        [3, { signature: 's', value: member }],
      ]
      socket.write(encode(4, fields, signature, values))
    },
  }
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    const begin = received.indexOf('BEGIN\r\n')
    if (!loggedOn && begin >= 0) {
      loggedOn = true
      received = received.subarray(begin + 'BEGIN\r\n'.length)
      socket.write('DATA\r\nOK 0123456789abcdef\r\n')
    }
    if (!loggedOn) return
    for (let next = decodeMessage(received); next; next = decodeMessage(received)) {
      const serial = received.readUInt32LE(8)
      received = received.subarray(next.size)
      const given = next.message.member === 'Hello' ? HELLO : answer(next.message, client)
      void Promise.resolve(given).then((given) => {
        if (given) socket.write(encode(2, [[5, { signature: 'u', value: serial }]], ...given))
      })
    }
  })
}

function encode(type: number, fields: BusValue[], signature: string, values: BusValue[]): Buffer {
  const body = marshal(signature, values)
  const all = signature ? [...fields, [8, { signature: 'g', value: signature }]] : fields
  const header = marshal('yyyyuua(yv)', ['l'.charCodeAt(0), type, 1, 1, body.length, 7, all])
  return Buffer.concat([header, Buffer.alloc(padding(header.length, 8)), body])
}
