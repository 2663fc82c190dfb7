import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { isCode } from './system-error.js'

/*
 * Who listens on a local socket
 *
 * The kernel lets any user bind a free name, and Node cannot ask who is at the other end of a
 * connection. So a socket is trusted before the connection: if this user or root owns it, and if
 * no other user can put another one in its place.
 */

/** A socket to connect to, or why another user may listen on it. */
export type CheckedSocket = { socket: string } | { fault: string }

/** Bytes of a socket's path (sun_path of unix(7), without the NUL). Node cuts off a longer one. */
const MAX_PATH_BYTES = 107

/** The mode bit of a folder in which only the owner of a file can replace it. */
const STICKY = 0o1000
const WRITABLE_BY_OTHERS = 0o022

/** The first version of Node that does not pad abstract names with NULs to 108 bytes. */
const FIRST_WITHOUT_PADDING = 22

/**
 * Checks a socket. The mode of the socket itself does not matter: it only says who may connect.
 * @param socket path, or an abstract name after a NUL byte
 * @returns the socket without links in its path; undefined if there is none
 */
export function checkSocket(socket: string): CheckedSocket | undefined {
  try {
    return socket.startsWith('\0') ? checkAbstract(socket) : checkPath(socket)
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    return { fault: `rolecall cannot determine the owner of ${socket}` }
  }
}

/** The socket and all folders above it belong to this user or root, and only they can write. */
function checkPath(path: string): CheckedSocket {
  const socket = realpathSync.native(path)
  if (Buffer.byteLength(socket) > MAX_PATH_BYTES) return { fault: `its path is too long` }
  for (let at = socket; ; at = dirname(at)) {
    const { uid, mode } = lstatSync(at)
    if (!isTrusted(uid)) return { fault: `${at} belongs to another user` }
    const isShared = (mode & WRITABLE_BY_OTHERS) !== 0 && (mode & STICKY) === 0
    if (at !== socket && isShared) return { fault: `other users can write to ${at}` }
    if (at === dirname(at)) return { socket }
  }
}

/** An abstract name has neither owner nor mode, so a process of this user or root must hold it. */
function checkAbstract(socket: string): CheckedSocket | undefined {
  const major = Number.parseInt(process.versions.node)
  if (major < FIRST_WITHOUT_PADDING) {
    return {
      fault: `it is an abstract socket, and Node ${major} can connect to another one instead`,
    }
  }
  const link = `socket:[${inodeOfListener(socket.slice(1))}]`
  const isHeld = readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && holds(pid, link))
  return isHeld ? { socket } : { fault: 'no process of this user listens on its abstract socket' }
}

/** @returns the inode in the kernel's list (proc_net(5)); undefined if no process listens */
function inodeOfListener(name: string): string | undefined {
  const lines = readFileSync('/proc/net/unix', 'utf8').split('\n')
  const listener = / 00010000 0001 01 +(\d+) @(.*)$/
  return lines.map((line) => listener.exec(line)).find((match) => match?.[2] === name)?.[1]
}

function holds(pid: string, link: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`
    if (!isTrusted(lstatSync(`/proc/${pid}`).uid)) return false
    return readdirSync(folder).some((descriptor) => {
      return readlinkSync(`${folder}/${descriptor}`) === link
    })
  } catch {
    return false
  }
}

const isTrusted = (uid: number): boolean => uid === 0 || uid === process.getuid?.()
