import { readFileSync } from 'node:fs'

/** The list of IPv4 connections (proc_net(5)), with the user of each socket. */
const CONNECTIONS = '/proc/net/tcp'

/** 127.0.0.1 as the kernel writes it: a word in the byte order of the machine. */
const LOOPBACK = '0100007F'

/**
 * Whether a process of this user or of root is at the other end of a connection over 127.0.0.1.
 * @param remotePort port of the other end
 * @param localPort port of this end
 * @returns true also if that is unknown (macOS, Windows, a hidden /proc)
 */
export function isOwnConnection(remotePort: number, localPort: number): boolean {
  const uid = process.getuid?.()
  const lines = connections()
  if (uid === undefined || lines === undefined) return true
  const ends = `${LOOPBACK}:${hex(remotePort)} ${LOOPBACK}:${hex(localPort)}`
  return lines.some((line) => {
    const [, local, remote, , , , , owner] = line.trim().split(/\s+/)
    return `${local} ${remote}` === ends && [0, uid].includes(Number(owner))
  })
}

function connections(): string[] | undefined {
  try {
    return readFileSync(CONNECTIONS, 'latin1').split('\n')
  } catch {
    return undefined
  }
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')
