import { base64Bytes, base64Text } from '../../system/bytes.js'
import { hmacSha256Hex } from '../../system/crypto.js'
import type { SecretStore } from '../store.js'
import type { KeyProvider, Passphrase } from './key.js'

/** How long one passphrase opens the encrypted files: 8 hours, a working day. */
const LIFETIME_SECONDS = 8 * 3600

/**
 * Caches the key of a passphrase, as an agent does. Later processes then need neither scrypt, which
 * takes half a second, nor the passphrase. If the agent's store fails, each process runs scrypt.
 * @param agent a store that expires its items: the kernel keyring
 */
export function withCachedKey(
  provider: KeyProvider,
  passphrase: Passphrase,
  agent: SecretStore,
): KeyProvider {
  const readCached = async (name: string): Promise<Uint8Array | undefined> => {
    const text = await agent.read(name).catch(() => undefined)
    return text === undefined ? undefined : base64Bytes(text)
  }
  return {
    kind: provider.kind,
    assertAvailable: () => provider.assertAvailable?.(),
    async derive(salt, isRight) {
      const name = await cacheName(passphrase, salt, isRight === undefined)
      const cached = isRight && (await readCached(name))
      if (cached && isRight(cached)) return cached
      const key = await provider.derive(salt, isRight)
      if (isRight === undefined || isRight(key)) {
        const options = { label: '', lifetime: LIFETIME_SECONDS }
        await agent.write(name, base64Text(key), options).catch(() => undefined)
      }
      return key
    },
  }
}

/**
 * Name of the cached key. A typed passphrase is not part of it: every process of the user may use
 * the key. A passphrase from the environment is, so that a wrong one is refused although the right
 * key is cached. The name reveals nothing that the environment does not.
 */
async function cacheName(
  { typed, text }: Passphrase,
  salt: Uint8Array,
  isNew: boolean,
): Promise<string> {
  const secret = typed ? '' : await text(isNew)
  return `sealing-key-${hmacSha256Hex(salt, secret)}`
}
