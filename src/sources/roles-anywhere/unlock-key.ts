import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { RolesAnywhereSource } from '../../core/source/certificate.js'
import { hasPassphrase, readPassphrase, savePassphrase } from '../../secrets/passphrases.js'
import { readText } from '../../system/files/read-file.js'
import type { Host } from '../../system/host.js'
import {
  isEncryptedKey,
  privateKeyBlock,
  readPrivateKey,
  type PrivateKey,
} from '../../system/x509.js'
import type { OpenContext } from '../open-context.js'

/** Whether opening the source would prompt for the passphrase of its key. */
export function asksForPassphrase(source: RolesAnywhereSource, host: Pick<Host, 'paths'>): boolean {
  if (hasPassphrase(source, host)) return false
  try {
    return isEncryptedKey(privateKeyBlock(readText(source.key)) ?? '')
  } catch (error) {
    // The plan reports a file that cannot be read.
    if (isRolecallError(error)) return false
    throw error
  }
}

/** How often the user may mistype the passphrase. */
const MAX_ATTEMPTS = 3

/**
 * The private key. If it is encrypted, its passphrase comes from the store or from a prompt.
 * @param block PEM of the private key
 * @throws RolecallError 'interaction' without a prompt; 'config' for a key that cannot be read, or
 * after three wrong passphrases
 */
export async function unlocked(
  block: string,
  source: RolesAnywhereSource,
  context: OpenContext,
): Promise<PrivateKey> {
  if (!isEncryptedKey(block)) return readPlainKey(block, source)
  const stored = await readPassphrase(source, context)
  const fromStore = stored === undefined ? undefined : tryKey(block, stored)
  if (fromStore) return fromStore
  const hint = `run this first, in a terminal: ${context.login}`
  const { askPassphrase, mayPrompt } = context
  if (!askPassphrase || !mayPrompt) {
    throw new RolecallError('interaction', `the key in ${source.key} needs its passphrase`, {
      reason: 'cannot-ask',
      hint: source.hasStoredPassphrase
        ? hint
        : `${hint}; to keep it, add rolecall_x509_passphrase = keychain`,
    })
  }
  for (let attempt = 1; ; attempt++) {
    const passphrase = await askPassphrase(`the key in ${source.key}`, hint)
    const key = tryKey(block, passphrase)
    if (key) {
      if (source.hasStoredPassphrase) await savePassphrase(source, passphrase, context)
      return key
    }
    if (attempt === MAX_ATTEMPTS) {
      throw new RolecallError('config', `this passphrase does not open the key in ${source.key}`, {
        hint: `check it: openssl pkey -in FILE -noout`,
      })
    }
    context.notify('this passphrase is wrong, try again')
  }
}

/** @returns undefined if the passphrase is wrong */
function tryKey(block: string, passphrase: string): PrivateKey | undefined {
  try {
    return readPrivateKey(block, passphrase)
  } catch (error) {
    if (isUnsupported(error)) throw unsupportedError(error)
    return undefined
  }
}

/** Reads a key that is not encrypted. @throws RolecallError 'config' if that fails */
export function readPlainKey(block: string, { key }: RolesAnywhereSource): PrivateKey {
  try {
    return readPrivateKey(block)
  } catch (cause) {
    if (isUnsupported(cause)) throw unsupportedError(cause)
    throw new RolecallError('config', `the private key in ${key} cannot be read`, {
      hint: 'it must be PKCS#8, PKCS#1 or SEC1 in PEM: openssl pkey -in FILE -noout shows what is wrong',
      cause,
    })
  }
}

const isUnsupported = (error: unknown): boolean =>
  /digital envelope routines::unsupported/.test(error instanceof Error ? error.message : '')

function unsupportedError(cause: unknown): RolecallError {
  return new RolecallError(
    'config',
    'the private key is encrypted with a cipher that OpenSSL 3 no longer supports',
    {
      hint: 'encrypt it again: openssl pkey -provider legacy -provider default -in FILE -aes256 -out FILE.new',
      cause,
    },
  )
}
