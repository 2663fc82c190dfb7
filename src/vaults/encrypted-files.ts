import { RolecallError } from '../core/errors.js'
import { once } from '../core/once.js'
import { utf8Bytes, utf8Text } from '../system/bytes.js'
import { listFiles } from '../system/files/list-files.js'
import { readTextIfPresent } from '../system/files/read-file.js'
import { isCode } from '../system/files/system-error.js'
import { join } from '../system/path.js'
import type { VaultLayout, Vault, VaultOptions } from './vault.js'

/**
 * Limit of the rounds of PBKDF2. The library writes 8192; a file with more than this would keep the
 * process busy.
 */
const MAX_ROUNDS = 1_000_000

/**
 * The backend `file`: a JWE (RFC 7516) for each item, encrypted with a passphrase (PBES2, RFC 7518
 * §4.8). In the name of a file the library escapes slashes and per cent signs.
 */
export function encryptedFiles(
  { tool, file: { folder, passphrase, variable } }: VaultLayout,
  { askPassphrase }: VaultOptions,
): Vault {
  const passphraseOnce = once(async () => passphrase ?? (await askPassphrase(folder)))
  return {
    backend: 'file',
    noun: `the encrypted files in ${folder}`,
    isShared: false,
    names: async () =>
      listFiles(folder)
        .filter((path) => !path.includes('/') && !path.startsWith('.'))
        .map(nameOf),
    async read(name) {
      const path = join(folder, fileNameOf(name))
      const text = readTextIfPresent(path).trim()
      if (text === '') return undefined
      return decrypted(text, await passphraseOnce(), { path, tool, variable })
    },
    close: () => undefined,
  }
}

const fileNameOf = (name: string): string =>
  name.replace(/[%/]/g, (character) => (character === '/' ? '%2F' : '%25'))

const nameOf = (fileName: string): string =>
  fileName.replace(/%(2F|25)/gi, (_, code: string) => (code === '25' ? '%' : '/'))

/** @throws RolecallError 'keychain' if the passphrase is wrong, or the file is damaged */
async function decrypted(
  jwe: string,
  passphrase: string,
  { path, tool, variable }: { path: string; tool: string; variable: string },
): Promise<string> {
  const { compactDecrypt } = await import('jose/jwe/compact/decrypt')
  try {
    const { plaintext } = await compactDecrypt(jwe, utf8Bytes(passphrase), {
      keyManagementAlgorithms: ['PBES2-HS256+A128KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
      maxPBES2Count: MAX_ROUNDS,
    })
    return utf8Text(plaintext)
  } catch (error) {
    // A wrong passphrase does not unwrap the key, of which WebCrypto complains, not jose.
    const isWrong = !isCode(error, 'ERR_JWE_INVALID', 'ERR_JOSE_ALG_NOT_ALLOWED')
    throw new RolecallError(
      'keychain',
      isWrong ? `the passphrase does not open ${path}` : `${path} is not a file of ${tool}`,
      { hint: `set ${variable} to the passphrase that ${tool} uses`, cause: error },
    )
  }
}
