import type { Env } from '../core/env.js'
import { utf8Text } from '../system/bytes.js'
import { findProgram } from '../system/process/find-program.js'
import { runCaptured } from '../system/process/run-captured.js'
import { StoreError } from '../store/store.js'
import type { Layout, Vault, VaultHost, VaultOptions } from './vault.js'

const TIMEOUT_MS = 10_000

/**
 * The backend `wincred`: generic credentials of the Windows Credential Manager. The addon of the
 * store reads them, but cannot list them: Windows' own `cmdkey` does. It writes names that are not
 * ASCII in the code page of the console, so names that are known from elsewhere are tried too.
 */
export function windowsCredentials(
  { wincred: { prefix } }: Layout,
  { env, platform }: VaultHost,
  options: VaultOptions,
): Vault {
  const assertWindows = (): void => {
    if (platform !== 'win32') throw new StoreError('absent', 'only Windows has this store')
  }
  const read = async (name: string): Promise<string | undefined> => {
    assertWindows()
    const { readCredential } = await import('../store/native/windows-credential.js')
    return readCredential(prefix + name, options)
  }
  return {
    backend: 'wincred',
    noun: 'the Windows Credential Manager',
    isShared: false,
    async names() {
      assertWindows()
      const listed = await listedNames(prefix, env)
      const others = options.candidates.filter((name) => !listed.includes(name))
      const found = await Promise.all(others.map(read))
      return [...listed, ...others.filter((_, index) => found[index] !== undefined)]
    },
    read,
    close: () => undefined,
  }
}

/** @returns none if Windows cannot list them */
async function listedNames(prefix: string, env: Env): Promise<string[]> {
  const program = findProgram('cmdkey.exe', { env })
  if (program === undefined) return []
  const end = await runCaptured(program, ['/list'], { env, timeoutMs: TIMEOUT_MS })
  return end?.status === 0 ? namesIn(utf8Text(end.stdout), prefix) : []
}

/** The words before `target=` depend on the language of Windows. */
function namesIn(list: string, prefix: string): string[] {
  return list.split(/\r?\n/).flatMap((line) => {
    const [, target = ''] = /target=(.*\S)\s*$/.exec(line) ?? []
    return target.startsWith(prefix) ? [target.slice(prefix.length)] : []
  })
}
