import { readFileSync } from 'node:fs'

/** The list of IPv4 connections (proc_net(5)), with the user of each socket. */
const CONNECTIONS = '/proc/net/tcp'

/** The list of the IPv6 sockets. Java connects with one to an IPv4 address too (RFC 4038 §4.2). */
const CONNECTIONS_6 = '/proc/net/tcp6'

/** 127.0.0.1 as the kernel writes it: a word in the byte order of the machine. */
const LOOPBACK = '0100007F'

/** ::ffff:127.0.0.1, in four such words. */
const MAPPED_LOOPBACK = `0000000000000000FFFF0000${LOOPBACK}`

/**
 * Whether a process of this user or of root is at the other end of a connection over 127.0.0.1.
 * @param remotePort port of the other end
 * @param localPort port of this end
 * @returns true also if that is unknown (macOS, Windows, a hidden /proc)
 */
export function isOwnConnection(remotePort: number, localPort: number): boolean {
  const uid = process.getuid?.()
  const lines = connections(CONNECTIONS)
  if (uid === undefined || lines === undefined) return true
  const isOwn = (line: string, address: string): boolean => {
    const [, local, remote, , , , , owner] = line.trim().split(/\s+/)
    const ends = `${address}:${hex(remotePort)} ${address}:${hex(localPort)}`
    return `${local} ${remote}` === ends && [0, uid].includes(Number(owner))
  }
  return (
    lines.some((line) => isOwn(line, LOOPBACK)) ||
    (connections(CONNECTIONS_6)?.some((line) => isOwn(line, MAPPED_LOOPBACK)) ?? false)
  )
}

function connections(file: string): string[] | undefined {
  try {
    return readFileSync(file, 'latin1').split('\n')
  } catch {
    return undefined
  }
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')
