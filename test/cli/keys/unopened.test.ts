import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { runInTerminal } from '../../support/terminal.js'

/*
 * A store that cannot be opened does not show that a secret is gone. sign-in.test.ts does the same
 * for sign-ins and client secrets.
 */

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const add = (env: Record<string, string> = {}) => {
  const stdin = `${scene.key.accessKeyId}\n${scene.key.secretAccessKey}\n`
  return scene.rolecall(['add', 'base', '--stdin'], { stdin, env })
}

const NONE = { ROLECALL_KEY_FILE: '' }
const PASSPHRASE = { ROLECALL_KEY_FILE: '', ROLECALL_PASSPHRASE: 'right' }
const IN_KEY_FILE = 'the secret is encrypted with a key file, and ROLECALL_KEY_FILE is not set'
const HINT =
  'hint: set ROLECALL_KEY_FILE to the key file that it was stored with, or unset it if that was a passphrase'

describe('a stored key', () => {
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    ['no key at all', {}, NONE, 'the encrypted files need a key file or a passphrase'],
    ['a passphrase instead of the key file', {}, PASSPHRASE, IN_KEY_FILE],
    [
      'a key file instead of the passphrase',
      PASSPHRASE,
      {},
      'the secret is encrypted with a passphrase, and ROLECALL_KEY_FILE names a key file',
    ],
    [
      'another passphrase',
      PASSPHRASE,
      { ...PASSPHRASE, ROLECALL_PASSPHRASE: 'wrong' },
      'the encrypted files were created with another passphrase',
    ],
  ])('is not said to be gone with %s', async (_name, before, now, message) => {
    expect(await add(before)).toMatchObject({ code: 0 })
    for (const words of [
      ['process', 'base'],
      ['env', 'base', '--no-session'],
      ['keys', '--online'],
    ]) {
      const { stderr, code } = await scene.rolecall([...words, '--no-input'], { env: now })
      expect(code).not.toBe(0)
      expect(stderr).toContain(`rolecall: ${message}\nhint: `)
      expect(stderr).not.toMatch(/no longer|rolecall add/)
    }
    expect(await scene.rolecall(['process', 'base'], { env: before })).toMatchObject({ code: 0 })
  })

  test('is not said to be gone at a terminal, which offers to type a passphrase', async () => {
    await add()
    const env = { ...scene.env, ...NONE, NO_COLOR: '1' }
    using terminal = runInTerminal('rolecall', ['env', 'base'], { env })
    expect(await terminal.exit).toMatchObject({ code: 5 })
    const shown = terminal.transcript.replace(/\s+/g, ' ')
    expect(shown).toContain(`rolecall: ${IN_KEY_FILE} ${HINT}`)
  })

  test('in a file that others may write is damaged, not gone', async () => {
    await add()
    const [sealed = ''] = (await scene.home.files()).filter((file) => file.endsWith('.sealed'))
    const { chmod } = await import('node:fs/promises')
    await chmod(sealed, 0o666)
    const { stderr, code } = await scene.rolecall(['process', 'base'])
    expect(code).toBe(5)
    expect(stderr).toContain(
      'rolecall: an encrypted file is not private: check its owner and mode\n',
    )
  })
})

test('a session that cannot be decrypted is named, and a new one takes its place', async () => {
  await scene.home.write(
    '.aws/credentials',
    `[plain]\naws_access_key_id = ${scene.key.accessKeyId}\naws_secret_access_key = ${scene.key.secretAccessKey}\n`,
  )
  expect(await scene.rolecall(['process', 'plain'])).toMatchObject({ code: 0, stderr: '' })
  const other = await scene.rolecall(['env', 'plain'], { env: PASSPHRASE })
  expect(other.code).toBe(0)
  expect(other.stderr).toContain(`rolecall: ${IN_KEY_FILE}: the session cannot be used\n${HINT}\n`)
  expect(await scene.rolecall(['env', 'plain'], { env: PASSPHRASE })).toMatchObject({
    ...{ code: 0, stderr: '', stdout: other.stdout },
  })
})
