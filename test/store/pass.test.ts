import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findProgram } from '../../src/system/process/path/find-program.js'
import { passStore } from '../../src/store/pass.js'
import { isRunning } from '../support/children.js'
import { passReason, startPass, type PassHome } from '../support/pass.js'

const KEY = 'a'.repeat(64)

describe.skipIf(passReason)(`pass ${passReason}`, () => {
  let home: PassHome
  beforeAll(async () => {
    home = await startPass('a passphrase that is never typed')
  })
  afterAll(() => home.close())

  test('with a locked key can be written to, and refuses reads at once', async () => {
    const store = passStore({ env: home.env, mayPrompt: false })
    await store.write(KEY, 'the canary sings', { label: 'a label' })
    const file = readFileSync(join(home.store, 'rolecall', `${KEY}.gpg`))
    expect(file.includes('canary')).toBe(false)
    const started = performance.now()
    await expect(store.read(KEY)).rejects.toMatchObject({ fault: 'locked' })
    expect(performance.now() - started).toBeLessThan(5000)
    await store.remove(KEY)
    expect(await store.read(KEY)).toBeUndefined()
  })

  test('with an item that is not a ciphertext is damaged', async () => {
    const store = passStore({ env: home.env, mayPrompt: false })
    mkdirSync(join(home.store, 'rolecall'), { recursive: true })
    writeFileSync(join(home.store, 'rolecall', `${KEY}.gpg`), 'no ciphertext')
    await expect(store.read(KEY)).rejects.toMatchObject({ fault: 'damaged' })
    await store.remove(KEY)
  })

  test('that was not initialised is absent', async () => {
    const env = { ...home.env, PASSWORD_STORE_DIR: join(home.store, 'none') }
    const store = passStore({ env, mayPrompt: false })
    await expect(store.probe()).rejects.toMatchObject({ fault: 'absent' })
    await expect(store.write(KEY, 'x', { label: 'a label' })).rejects.toMatchObject({
      fault: 'absent',
    })
    expect(await store.read(KEY)).toBeUndefined()
  })
})

describe('a program of that name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-pass-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const program = (script: string): NodeJS.ProcessEnv => {
    writeFileSync(join(folder, 'pass'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'pass'), 0o755)
    return { PATH: `${folder}:${process.env['PATH']}`, HOME: folder }
  }

  test('that hangs is ended at the time limit, with its children', async () => {
    const env = program(`sleep 300 & echo $! > ${folder}/child; wait`)
    const store = passStore({ env, mayPrompt: false, timeoutMs: 300 })
    await expect(store.read(KEY)).rejects.toMatchObject({ fault: 'timeout' })
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'))
    await expect.poll(() => isRunning(child)).toBe(false)
  })

  test('gets the secret on its standard input only', async () => {
    const env = program(`env > ${folder}/env; echo "$@" > ${folder}/args; cat > ${folder}/input`)
    env['ROLECALL_PASSPHRASE'] = 'canary'
    env['AWS_SECRET_ACCESS_KEY'] = 'canary'
    await passStore({ env, mayPrompt: false }).write(KEY, 'the canary sings', { label: 'a label' })
    expect(readFileSync(join(folder, 'input'), 'utf8')).toBe('the canary sings')
    for (const name of ['env', 'args']) {
      expect(readFileSync(join(folder, name), 'utf8')).not.toContain('canary')
    }
  })

  test('that prints without end is read up to a limit', async () => {
    const env = program('head -c 50000000 /dev/zero')
    const text = await passStore({ env, mayPrompt: false }).read(KEY)
    expect(text?.length).toBeLessThanOrEqual(2 ** 20)
  })

  test('that cannot be run is absent, and so is a folder of that name', async () => {
    const env = program('')
    writeFileSync(join(folder, 'pass'), '#!/no/such/interpreter\n')
    const store = passStore({ env, mayPrompt: false })
    await expect(store.read(KEY)).rejects.toMatchObject({ fault: 'absent' })
    rmSync(join(folder, 'pass'))
    mkdirSync(join(folder, 'pass'))
    expect(findProgram('pass', { env: { PATH: folder } })).not.toBe(join(folder, 'pass'))
  })
})

describe('an error of pass', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-pass-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([
    ['gpg: decryption failed: No pinentry', 'locked', /is locked$/],
    [
      'gpg: decryption failed: No secret key',
      'locked',
      /is locked, or its secret part is not here/,
    ],
    ['gpg: error running /usr/lib/gpg-agent: exit status 2', 'absent', /^pass failed: gpg: error/],
    ['', 'absent', /^pass failed: status 3$/],
  ])('%s', async (stderr, fault, message) => {
    writeFileSync(join(folder, 'pass'), `#!/bin/sh\necho '${stderr}' >&2\nexit 3\n`)
    chmodSync(join(folder, 'pass'), 0o755)
    const env = { PATH: `${folder}:${process.env['PATH']}`, HOME: folder }
    await expect(passStore({ env, mayPrompt: false }).read(KEY)).rejects.toMatchObject({
      fault,
      message: expect.stringMatching(message) as string,
    })
  })
})
