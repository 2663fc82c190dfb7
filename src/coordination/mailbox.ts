import { concatBytes, hexText, utf8Bytes, utf8Text } from '../system/bytes.js'
import { KEY_BYTES, seal, unseal } from '../store/sealed/seal.js'
import {
  hkdfSha256,
  randomBytes,
  X25519_PUBLIC_KEY_BYTES,
  x25519KeyPair,
  type X25519KeyPair,
} from '../system/crypto.js'
import { removeFile, writeFleeting } from '../system/files/atomic-file.js'
import { changedAt, namesIn, readOwnFile } from '../system/files/read-own-file.js'
import { holdOpen, isHeldOpen, ownProcessId } from '../system/files/held-file.js'
import { isPrivateFolder } from '../system/files/private-folder.js'
import { join } from '../system/path.js'

/*
 * Mailboxes: how the leader of a single-flight sends its result to the waiters, even without a
 * store.
 *
 * - A waiter opens a mailbox: a file with a public key. The leader posts a message into every
 *   mailbox of the channel, encrypted for that key alone.
 * - The private key stays in the waiter's memory, so that no other process can read the message.
 *   When the waiter ends, the message becomes unreadable.
 * - Files, not sockets: they work wherever the lock works, including Windows and folders of any
 *   depth, and a waiter that is stopped or killed never blocks the leader.
 * - A mailbox counts only while the process that is named in it lives and holds it open. So the
 *   leader sends nothing to files that another program has left in the folder.
 */

/** File name extension of a mailbox: the waiter's public key, then the tag as plain text. */
const MAILBOX = '.box'
/** File name extension of a message: the leader's public key, then the encrypted text. */
const MESSAGE = '.letter'
/** Context of the key derivation; every version of rolecall must use the same. */
const KEY_CONTEXT = 'rolecall letter'

/** 25 hours. No process waits longer than a day, so older files are of waiters that were killed. */
const ABANDONED_AFTER_MS = 25 * 3600_000

/** A waiter's place for one message of the leader. */
export interface Mailbox {
  /** @returns the message, once; undefined if none has come, or it is damaged */
  receive: () => string | undefined
  /** Removes the mailbox and any message in it. */
  close: () => void
}

/**
 * Opens a mailbox for one message.
 * @param channel key of the single-flight: the mailbox receives messages of this channel only
 * @param tag plain text that the sender reads, here the process ID of the calling program
 */
export function openMailbox(folder: string, channel: string, tag: string): Mailbox {
  const keyPair = x25519KeyPair()
  const id = `${channel}.${ownProcessId()}.${hexText(randomBytes(6))}`
  const mailboxPath = join(folder, `${id}${MAILBOX}`)
  const messagePath = join(folder, `${id}${MESSAGE}`)
  writeFleeting(mailboxPath, concatBytes([keyPair.publicKey, utf8Bytes(tag)]))
  const letGo = holdOpen(mailboxPath)
  return {
    receive() {
      const message = readOwnFile(messagePath)
      if (!message) return undefined
      removeFile(messagePath)
      const key = messageKey(keyPair, message)
      try {
        return key && unseal(key, id, message.subarray(X25519_PUBLIC_KEY_BYTES))
      } catch {
        return undefined
      }
    },
    close() {
      letGo()
      removeFile(mailboxPath)
      removeFile(messagePath)
    },
  }
}

/**
 * Posts the same message into every mailbox of a channel.
 * @param now milliseconds since 1970
 * @returns the tags of these mailboxes
 */
export function post(folder: string, channel: string, text: string, now: number): string[] {
  const names = namesIn(folder)
  removeAbandoned(folder, names, now)
  const mailboxes = names.filter((name) => name.startsWith(`${channel}.`) && name.endsWith(MAILBOX))
  if (mailboxes.length === 0 || !isPrivateFolder(folder)) return []
  const keyPair = x25519KeyPair()
  return mailboxes.flatMap((name) => {
    const path = join(folder, name)
    const mailbox = isHeldOpen(path, ownerOf(name)) ? readOwnFile(path) : undefined
    const key = mailbox && messageKey(keyPair, mailbox)
    // The waiter has closed it, it is not a waiter's, or the file is damaged.
    if (!key) return []
    const id = name.slice(0, -MAILBOX.length)
    const message = concatBytes([keyPair.publicKey, seal(key, id, text)])
    writeFleeting(join(folder, `${id}${MESSAGE}`), message)
    return [utf8Text(mailbox.subarray(X25519_PUBLIC_KEY_BYTES))]
  })
}

/** The process ID in the name of a mailbox; NaN if there is none. */
function ownerOf(name: string): number {
  return Number(/\.(\d+)\.[0-9a-f]+\.box$/.exec(name)?.[1])
}

function removeAbandoned(folder: string, names: readonly string[], now: number): void {
  for (const name of names) {
    const path = join(folder, name)
    if (now - (changedAt(path) ?? now) > ABANDONED_AFTER_MS) removeFile(path)
  }
}

/**
 * The encryption key of one message. Waiter and leader derive the same key, each from its own key
 * pair.
 * @param file a mailbox or a message, which begins with the other side's public key
 * @returns undefined if it does not begin with a public key
 */
function messageKey(keyPair: X25519KeyPair, file: Uint8Array): Uint8Array | undefined {
  try {
    const secret = keyPair.sharedSecret(file.subarray(0, X25519_PUBLIC_KEY_BYTES))
    return hkdfSha256(secret, '', KEY_CONTEXT, KEY_BYTES)
  } catch {
    return undefined
  }
}
