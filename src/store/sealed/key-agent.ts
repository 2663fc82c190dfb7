import { createHmac } from 'node:crypto'
import type { KeyProvider, Passphrase } from './key.js'
import type { SecretStore } from '../store.js'

/** Seconds, a working day: how long one passphrase opens the sealed files. */
const LIFETIME = 8 * 3600

/**
 * Spares everybody but the first the half second of scrypt, and a person the passphrase: the key stays in a store that
 * forgets, as an agent keeps a key. Where that store does not work it costs scrypt each time.
 */
export function keptKey(
  provider: KeyProvider,
  passphrase: Passphrase,
  keep: SecretStore,
): KeyProvider {
  const read = async (name: string): Promise<Buffer | undefined> => {
    const text = await keep.read(name).catch(() => undefined)
    return text === undefined ? undefined : Buffer.from(text, 'base64')
  }
  return {
    kind: provider.kind,
    async derive(salt, isRight) {
      const name = await nameOf(passphrase, salt, isRight === undefined)
      const kept = isRight && (await read(name))
      if (kept && isRight(kept)) return kept
      const key = await provider.derive(salt, isRight)
      if (isRight === undefined || isRight(key)) {
        await keep.write(name, key.toString('base64'), '', LIFETIME).catch(() => undefined)
      }
      return key
    },
  }
}

/**
 * What is typed is not there to compare: whoever is this user has the key. What the environment holds must be the same again,
 * so that a wrong passphrase is wrong in the next minute as well. Its name tells nothing that the environment does not.
 */
async function nameOf({ typed, text }: Passphrase, salt: Buffer, isNew: boolean): Promise<string> {
  const secret = typed ? '' : await text(isNew)
  return `sealing-key-${createHmac('sha256', salt).update(secret).digest('hex')}`
}
