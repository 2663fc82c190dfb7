import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isInstalled } from './commands.js'
import { runCommand, scratchEnv } from './run.js'

const missing = ['pass', 'gpg', 'gpgconf'].filter((command) => !isInstalled(command))

/** Reason for the title of a skipped test; empty if `pass` is installed. */
export const passReason = missing.length === 0 ? '' : `not installed: ${missing.join(', ')}`

export interface PassHome extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  /** Folder of the encrypted files. */
  readonly store: string
  close(): Promise<void>
}

/**
 * Creates a home with a real `pass` store and a real GnuPG key.
 * @param passphrase passphrase of the key; the key is locked unless it is empty
 */
export async function startPass(passphrase = ''): Promise<PassHome> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-pass-'))
  const env = scratchEnv({ HOME: folder })
  const run = async (command: string, ...args: string[]): Promise<void> => {
    const { code, stderr } = await runCommand(command, args, { env })
    if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  }
  const unattended = ['--batch', '--pinentry-mode', 'loopback', '--passphrase', passphrase]
  await run('gpg', ...unattended, '--quick-generate-key', 'rolecall@example.test', 'future-default')
  await run('pass', 'init', 'rolecall@example.test')
  // The agent remembers the passphrase of a key that it has just created.
  await run('gpgconf', '--kill', 'gpg-agent')
  const close = async (): Promise<void> => {
    await run('gpgconf', '--kill', 'gpg-agent')
    rmSync(folder, { recursive: true, force: true })
  }
  return { env, store: join(folder, '.password-store'), close, [Symbol.asyncDispose]: close }
}
