import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { readIfPresent, removeFile, writePrivate } from '../../system/files/atomic-file.js'
import { KEY_BYTES, seal, unseal } from '../sealed/seal.js'
import { StoreError, type SecretStore } from '../store.js'

/** Starts an item that is not the value but the key of the sealed file that holds it. A value of ours is JSON. */
const MARK = 'sealed:'

/**
 * A store whose items are too small (Windows Credential Manager: 2560 bytes): what does not fit goes into a file, sealed
 * with a random key that becomes the item. The file is worth nothing without the store.
 * @param folder where the sealed files are
 * @param limit bytes that an item holds
 */
export function withOverflow(store: SecretStore, folder: string, limit: number): SecretStore {
  const fileOf = (key: string): string => join(folder, key)
  return {
    name: store.name,
    probe: () => store.probe(),

    async read(key) {
      const item = await store.read(key)
      if (!item?.startsWith(MARK)) return item
      const data = readIfPresent(fileOf(key))
      const fileKey = Buffer.from(item.slice(MARK.length), 'base64')
      if (fileKey.length !== KEY_BYTES) {
        throw new StoreError('damaged', 'the key of a sealed file is damaged')
      }
      return data && unseal(fileKey, key, data)
    },

    async write(key, value, label) {
      if (Buffer.byteLength(value) <= limit) {
        await store.write(key, value, label)
        return removeFile(fileOf(key))
      }
      const fileKey = randomBytes(KEY_BYTES)
      writePrivate(fileOf(key), seal(fileKey, key, value))
      await store.write(key, MARK + fileKey.toString('base64'), label)
    },

    async remove(key) {
      await store.remove(key)
      removeFile(fileOf(key))
    },

    close: () => store.close(),
  }
}
