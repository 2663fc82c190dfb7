import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface HangingBus extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  /** Number of connections so far. */
  connections(): number
}

/** Starts a D-Bus session bus that accepts every connection and never answers. */
export async function startHangingBus(): Promise<HangingBus> {
  const folder = await mkdtemp(join(tmpdir(), 'rolecall-bus-'))
  const path = join(folder, 'bus')
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` },
    connections: () => sockets.length,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
