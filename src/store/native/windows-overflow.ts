import { base64Bytes, base64Text, utf8Length } from '../../system/bytes.js'
import { randomBytes } from '../../system/crypto.js'
import { removeFile, writePrivate } from '../../system/files/atomic-file.js'
import { readOwnFile } from '../../system/files/read-own-file.js'
import { join } from '../../system/path.js'
import { KEY_BYTES, seal, unseal } from '../sealed/seal.js'
import { StoreError, type SecretStore } from '../store.js'

/**
 * Starts an item that contains the key of an encrypted file instead of the value. Values never
 * start with it: they are JSON, or tokens without a colon.
 */
const FILE_KEY_PREFIX = 'sealed:'

/**
 * Extends a store whose items are too small (Windows Credential Manager: 2560 bytes). A larger
 * value is encrypted into a file with a random key, and the key becomes the item. Without the store
 * the file is worthless.
 * @param folder of the encrypted files
 * @param maxItemBytes size limit of an item
 */
export function withOverflow(
  store: SecretStore,
  folder: string,
  maxItemBytes: number,
): SecretStore {
  const fileOf = (key: string): string => join(folder, key)
  return {
    name: store.name,
    probe: () => store.probe(),

    async read(key) {
      const item = await store.read(key)
      if (!item?.startsWith(FILE_KEY_PREFIX)) return item
      const data = readOwnFile(fileOf(key))
      const fileKey = base64Bytes(item.slice(FILE_KEY_PREFIX.length))
      if (fileKey.length !== KEY_BYTES) {
        throw new StoreError('damaged', 'the key of an encrypted file is damaged')
      }
      return data && unseal(fileKey, key, data)
    },

    async write(key, value, options) {
      if (utf8Length(value) <= maxItemBytes) {
        await store.write(key, value, options)
        return removeFile(fileOf(key))
      }
      const fileKey = randomBytes(KEY_BYTES)
      writePrivate(fileOf(key), seal(fileKey, key, value))
      await store.write(key, FILE_KEY_PREFIX + base64Text(fileKey), options)
    },

    async remove(key) {
      await store.remove(key)
      removeFile(fileOf(key))
    },

    close: () => store.close(),
  }
}
