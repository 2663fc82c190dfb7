import {
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { join } from 'node:path'
import {
  changedAt,
  namesIn,
  readIfPresent,
  removeFile,
  writeFleeting,
} from '../system/files/atomic-file.js'
import { KEY_BYTES, seal, unseal } from '../store/sealed/seal.js'

/*
 * How a process that has an answer hands it to those that wait for the same one, with a store or without. A waiter
 * puts up a box with a public key on it; the holder of the lock drops a letter in, sealed for that key alone.
 * The private key never leaves the waiter's memory, so that the letter is worth nothing to anybody else, and nothing at all once
 * the waiter has ended. Files instead of a socket: they work wherever the lock works, Windows included, in folders of
 * any depth, and a waiter that is stopped or killed keeps nobody.
 */

/** Bytes of an X25519 public key as DER (RFC 8410). */
const PUBLIC_KEY_BYTES = 44
/** Milliseconds; nobody waits that long, so that what is older was left behind by a process that was killed. */
const ABANDONED = 3600_000

export interface Mailbox {
  /** @returns the letter, once; undefined as long as none has come that is whole */
  take(): string | undefined
  /** Takes the box down. */
  close(): void
}

/**
 * @param topic what is waited for: letters with the same one are for us
 * @param note readable by whoever delivers; no secret
 */
export function openMailbox(folder: string, topic: string, note: string): Mailbox {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const id = `${topic}.${randomBytes(6).toString('hex')}`
  const box = join(folder, `${id}.box`)
  const letter = join(folder, `${id}.letter`)
  writeFleeting(box, Buffer.concat([exportKey(publicKey), Buffer.from(note)]))
  return {
    take() {
      const data = readIfPresent(letter)
      if (!data) return undefined
      removeFile(letter)
      const key = keyBetween(privateKey, data)
      try {
        return key && unseal(key, id, data.subarray(PUBLIC_KEY_BYTES))
      } catch {
        return undefined
      }
    },
    close() {
      removeFile(box)
      removeFile(letter)
    },
  }
}

/**
 * Puts the same letter into every box of a topic.
 * @param now milliseconds since 1970
 * @returns the notes on the boxes
 */
export function post(folder: string, topic: string, text: string, now: number): string[] {
  const names = namesIn(folder)
  for (const name of names) {
    const path = join(folder, name)
    if (now - (changedAt(path) ?? now) > ABANDONED) removeFile(path)
  }
  const boxes = names.filter((name) => name.startsWith(`${topic}.`) && name.endsWith('.box'))
  if (boxes.length === 0) return []
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return boxes.flatMap((name) => {
    const box = readIfPresent(join(folder, name))
    const key = box && keyBetween(privateKey, box)
    if (!key) return [] // taken down since, or no box of ours
    const id = name.slice(0, -'.box'.length)
    writeFleeting(
      join(folder, `${id}.letter`),
      Buffer.concat([exportKey(publicKey), seal(key, id, text)]),
    )
    return [box.subarray(PUBLIC_KEY_BYTES).toString()]
  })
}

/**
 * @param begin its first bytes are the other side's public key
 * @returns the key of one letter, since each has a pair of its own; undefined where that is no public key
 */
function keyBetween(privateKey: KeyObject, begin: Buffer): Buffer | undefined {
  try {
    const der = begin.subarray(0, PUBLIC_KEY_BYTES)
    const publicKey = createPublicKey({ key: der, type: 'spki', format: 'der' })
    const secret = diffieHellman({ privateKey, publicKey })
    return Buffer.from(hkdfSync('sha256', secret, '', 'rolecall letter', KEY_BYTES))
  } catch {
    return undefined
  }
}

function exportKey(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' })
}
