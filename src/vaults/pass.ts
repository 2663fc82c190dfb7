import { decryptEntry } from '../store/pass.js'
import { listFiles } from '../system/files/list-files.js'
import { join } from '../system/path.js'
import type { VaultLayout, Vault, VaultHost, VaultOptions } from './vault.js'

const ENDING = '.gpg'

/**
 * The backend `pass`: an entry for each item, named after it. aws-vault has no folder of its own by
 * default, so that its entries lie among the user's other passwords.
 */
export function passVault(
  { pass: { program, folder, prefix } }: VaultLayout,
  { env }: VaultHost,
  { mayPrompt }: VaultOptions,
): Vault {
  const options = { env: { ...env, PASSWORD_STORE_DIR: folder }, mayPrompt, program }
  return {
    backend: 'pass',
    noun: `pass (${join(folder, prefix)})`,
    isShared: prefix === '',
    names: async () =>
      listFiles(join(folder, prefix))
        // pass would read a name with a hyphen in front as an option.
        .filter((path) => path.endsWith(ENDING) && !path.startsWith('-'))
        .map((path) => path.slice(0, -ENDING.length)),
    read: (name) => decryptEntry(prefix === '' ? name : `${prefix}/${name}`, options),
    close: () => undefined,
  }
}
