import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { kernelKeyring } from '../../../src/store/kernel/keyring.js'
import type { SecretStore } from '../../../src/store/store.js'
import { isInstalled } from '../../support/commands.js'

/** Why there is no kernel keyring here, for the name of a skipped test; '' if there is one. */
export const kernelReason = await reason()

async function reason(): Promise<string> {
  if (process.platform !== 'linux') return 'not Linux'
  if (!isInstalled('keyctl')) return 'keyctl is not installed'
  try {
    await kernelKeyring({ env: {} }).probe()
    return ''
  } catch (error) {
    return String(error)
  }
}

/**
 * The kernel keyring of the user who runs the tests. `tidy` removes everything that was written.
 */
export function tidyKernel(): { open(): SecretStore; tidy(): Promise<void> } {
  const written = new Set<string>()
  const open = (): SecretStore => {
    const store = kernelKeyring({ env: {} })
    return {
      ...store,
      write: (key, ...rest) => {
        written.add(key)
        return store.write(key, ...rest)
      },
    }
  }
  return {
    open,
    tidy: () => forgetKeys(written),
  }
}

export async function forgetKeys(names: Iterable<string>): Promise<void> {
  const store = kernelKeyring({ env: {} })
  for (const name of names) await store.remove(name)
}

/** The kernel's view of a key: its line in /proc/keys. */
export function keyLine(name: string): string | undefined {
  const lines = readFileSync('/proc/keys', 'utf8').split('\n')
  return lines.find((line) => line.includes(`:${name}@`) && !/^\S+ \S*[Ri]/.test(line))
}

/** Runs Node as another user in a login session of its own. */
export function runAs(uid: number, program: string, words: string[]) {
  const id = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups']
  const command = ['keyctl', 'session', '-', process.execPath, program, ...words]
  return spawnSync('setpriv', [...id, ...command], { encoding: 'utf8' })
}
