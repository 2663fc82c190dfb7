import type { Env } from '../core/env.js'
import { hexBytes, utf8Text } from '../system/bytes.js'
import { findProgram } from '../system/process/path/find-program.js'
import { runCaptured, type CapturedEnd } from '../system/process/run-captured.js'
import { StoreError } from '../store/store.js'
import type { VaultLayout, Vault, VaultHost, VaultOptions } from './vault.js'

const TIMEOUT_MS = 10_000
const DIALOG_TIMEOUT_MS = 120_000

/** Exit statuses of `security`: the low byte of the OSStatus. */
const NO_SUCH_KEYCHAIN = 50
const NO_SUCH_ITEM = 44
const LOCKED: readonly (number | undefined)[] = [36, 51, 128]

/**
 * The backend `keychain`: generic passwords in a keychain file, read by macOS's own `security`. The
 * addon of the store finds no items of other keychain files. macOS asks the user for each item.
 */
export function macosKeychain(
  { keychain: { name, service } }: VaultLayout,
  { env }: VaultHost,
  { mayPrompt }: VaultOptions,
): Vault {
  const keychain = `${name}.keychain`
  const security = (...args: string[]): Promise<CapturedEnd> => runSecurity(args, env, mayPrompt)
  return {
    backend: 'keychain',
    noun: `the keychain ${name}`,
    isShared: false,
    async names() {
      // Without -d it prints no secrets, and asks for nothing.
      const { status, stdout } = await security('dump-keychain', keychain)
      if (status === NO_SUCH_KEYCHAIN) return []
      if (status !== 0) throw failure(status, keychain)
      return accountsIn(utf8Text(stdout), service)
    },
    async read(account) {
      const words = ['-s', service, '-a', account, '-w', keychain]
      const { status, stdout } = await security('find-generic-password', ...words)
      if (status === NO_SUCH_ITEM || status === NO_SUCH_KEYCHAIN) return undefined
      if (status !== 0) throw failure(status, keychain)
      const text = utf8Text(stdout).trim()
      return /^(?:[0-9a-f]{2})+$/.test(text) ? utf8Text(hexBytes(text)) : text
    },
    close: () => undefined,
  }
}

/** The accounts of the generic passwords of a service, as `security dump-keychain` prints them. */
function accountsIn(dump: string, service: string): string[] {
  return dump
    .split(/^keychain: /m)
    .filter((item) => attribute(item, 'svce') === service)
    .flatMap((item) => attribute(item, 'acct') ?? [])
}

/** Text that is not ASCII is printed as hex, and then again with octal escapes. */
function attribute(item: string, name: string): string | undefined {
  const line = new RegExp(`^\\s*"${name}"<blob>=(?:0x([0-9A-F]+)|"(.*)"$)`, 'm').exec(item)
  const [, hex, plain] = line ?? []
  return hex === undefined ? plain : utf8Text(hexBytes(hex))
}

async function runSecurity(
  args: readonly string[],
  env: Env,
  mayPrompt: boolean,
): Promise<CapturedEnd> {
  const program = findProgram('security', { env })
  if (program === undefined) throw new StoreError('absent', 'only macOS has this keychain')
  const timeoutMs = mayPrompt ? DIALOG_TIMEOUT_MS : TIMEOUT_MS
  const end = await runCaptured(program, args, { env, timeoutMs })
  if (end) return end
  throw new StoreError('timeout', `the keychain did not respond within ${timeoutMs / 1000} s`)
}

function failure(status: number | undefined, keychain: string): StoreError {
  return LOCKED.includes(status)
    ? new StoreError('locked', `${keychain} is locked, or reading it was declined`)
    : new StoreError('absent', `security failed with status ${status} for ${keychain}`)
}
