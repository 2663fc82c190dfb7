import { utf8Text } from '../system/bytes.js'
import { findProgram } from '../system/process/find-program.js'
import { runCaptured } from '../system/process/run-captured.js'
import { StoreError } from '../store/store.js'
import type { Layout, Vault, VaultHost, VaultOptions } from './vault.js'

const TIMEOUT_MS = 10_000

/**
 * The backend `wincred`: generic credentials of the Windows Credential Manager. Windows' own
 * `cmdkey` lists their names, and the addon of the store reads them.
 */
export function windowsCredentials(
  { wincred: { prefix } }: Layout,
  { env }: VaultHost,
  options: VaultOptions,
): Vault {
  return {
    backend: 'wincred',
    noun: 'the Windows Credential Manager',
    isShared: false,
    async names() {
      const program = findProgram('cmdkey.exe', { env }) ?? findProgram('cmdkey', { env })
      if (program === undefined) throw new StoreError('absent', 'only Windows has this store')
      const end = await runCaptured(program, ['/list'], { env, timeoutMs: TIMEOUT_MS })
      if (end?.status !== 0) throw new StoreError('absent', 'cmdkey cannot list the credentials')
      return namesIn(utf8Text(end.stdout), prefix)
    },
    async read(name) {
      const { readCredential } = await import('../store/native/windows-credential.js')
      return readCredential(prefix + name, options)
    },
    close: () => undefined,
  }
}

/** The words before `target=` depend on the language of Windows. */
function namesIn(list: string, prefix: string): string[] {
  return list.split(/\r?\n/).flatMap((line) => {
    const [, target = ''] = /target=(.*\S)\s*$/.exec(line) ?? []
    return target.startsWith(prefix) ? [target.slice(prefix.length)] : []
  })
}
