import { connect } from 'node:net'

/** A client connection to a Unix domain socket. */
export interface LocalSocket {
  write: (data: Uint8Array) => void
  /** Closes at once; data that is not sent yet is lost. */
  destroy: () => void
  /** Holds the process open while the connection is open, which is the default. */
  ref: () => void
  /** Lets the process end although the connection is open. */
  unref: () => void
}

/** What the owner of a {@link LocalSocket} is called for. */
export interface LocalSocketEvents {
  /** Called once the server has accepted the connection. */
  onConnect: () => void
  onData: (chunk: Uint8Array) => void
  /** Called once, at the end of the connection or of the attempt, whatever the reason. */
  onClose: () => void
}

/**
 * Connects to a Unix domain socket.
 * @param path absolute, or an abstract name after a NUL byte
 */
export function connectLocalSocket(path: string, events: LocalSocketEvents): LocalSocket {
  const socket = connect({ path })
  // Every error is followed by `close`.
  socket.on('error', () => undefined)
  socket.once('close', () => events.onClose())
  socket.once('connect', () => events.onConnect())
  socket.on('data', (chunk) => events.onData(chunk))
  return {
    write: (data) => void socket.write(data),
    destroy: () => void socket.destroy(),
    ref: () => void socket.ref(),
    unref: () => void socket.unref(),
  }
}
