import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { getSystemErrorName } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sealedFiles } from '../../../src/store/sealed/files.js'
import {
  fileKey,
  keyFileFromEnvironment,
  passphraseFromEnvironment,
  passphraseKey,
  type KeyProvider,
} from '../../../src/store/sealed/key.js'
import type { Env } from '../../../src/core/env.js'
import { openStore } from '../../../src/store/open.js'
import type { SecretStore } from '../../../src/store/store.js'
import { testHost } from '../test-host.js'

const [KEY, OTHER_KEY] = ['a'.repeat(64), 'b'.repeat(64)] as const
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-sealed-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const sealedPath = (key: string): string => join(folder, 'hkdf', `${key}.sealed`)

describe('encrypted files', () => {
  const secret = randomBytes(32)
  let store: SecretStore
  beforeEach(async () => {
    store = sealedFiles(
      folder,
      fileKey(() => secret),
    )
    await store.write(KEY, 'the canary sings', { label: 'a label' })
  })

  test('that another process writes and removes meanwhile are there or missing, never damaged', async () => {
    const path = sealedPath(KEY)
    const writer = spawn(process.execPath, [
      '-e',
      `const { linkSync, renameSync, unlinkSync } = require('fs')
      const [path, kept] = process.argv.slice(1)
      renameSync(path, kept)
      for (;;) { linkSync(kept, kept + '.new'); renameSync(kept + '.new', path); unlinkSync(path) }`,
      path,
      join(folder, 'kept'),
    ])
    try {
      const seen = { there: 0, missing: 0 }
      while (Math.min(seen.there, seen.missing) < 2000) {
        const value = await store.read(KEY)
        if (value === undefined) seen.missing++
        else seen.there++
        expect([undefined, 'the canary sings']).toContain(value)
      }
    } finally {
      writer.kill('SIGKILL')
    }
  })

  test('contain no plaintext and are readable only by the owner', () => {
    for (const name of readdirSync(join(folder, 'hkdf'))) {
      const path = join(folder, 'hkdf', name)
      expect(readFileSync(path).includes('canary')).toBe(false)
      expect(statSync(path).mode & 0o777).toBe(0o600)
    }
  })

  test('differ for equal secrets', async () => {
    const first = readFileSync(sealedPath(KEY))
    await store.write(KEY, 'the canary sings', { label: 'a label' })
    expect(readFileSync(sealedPath(KEY)).equals(first)).toBe(false)
  })

  test('with any bit flipped are damaged', async () => {
    const file = readFileSync(sealedPath(KEY))
    for (let at = 0; at < file.length; at++) {
      const flipped = Buffer.from(file)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      writeFileSync(sealedPath(KEY), flipped)
      await expect(store.read(KEY), `byte ${at}`).rejects.toMatchObject({ fault: 'damaged' })
    }
  })

  test('distinguish truncated files from modified ones', async () => {
    const file = readFileSync(sealedPath(KEY))
    for (let length = 0; length < file.length; length++) {
      writeFileSync(sealedPath(KEY), file.subarray(0, length))
      await expect(store.read(KEY), `${length} bytes`).rejects.toThrow('truncated')
    }
    file[file.length - 1] = (file.at(-1) ?? 0) ^ 1
    writeFileSync(sealedPath(KEY), file)
    await expect(store.read(KEY)).rejects.toThrow('modified')
  })

  test('cannot be swapped for one another', async () => {
    await store.write(OTHER_KEY, 'of a lesser role', { label: 'a label' })
    copyFileSync(sealedPath(KEY), sealedPath(OTHER_KEY))
    await expect(store.read(OTHER_KEY)).rejects.toMatchObject({ fault: 'damaged' })
  })

  test('under another key are locked, not damaged', async () => {
    const stranger = sealedFiles(
      folder,
      fileKey(() => randomBytes(32)),
    )
    await expect(stranger.read(KEY)).rejects.toMatchObject({
      fault: 'locked',
      message: 'the encrypted files were created with another key file',
    })
    await expect(stranger.write(KEY, 'x', { label: 'a label' })).rejects.toMatchObject({
      fault: 'locked',
    })
    expect(await store.read(KEY)).toBe('the canary sings')
  })

  const quota = getSystemErrorName(-constants.errno.EDQUOT)
  test.each(['ENOSPC', 'EDQUOT', quota, 'Unknown system error -69'])(
    'that find no room (%s) have a store that is full',
    async (code) => {
      const refused = sealedFiles(
        join(folder, 'other'),
        fileKey(() => {
          throw Object.assign(new Error(code), { code, syscall: 'write' })
        }),
      )
      const write = refused.write(KEY, 'x', { label: 'a label' })
      await expect(write).rejects.toMatchObject({ fault: 'full' })
    },
  )

  test.each(['{"salt":', '{"salt":5,"check":7}', 'null'])(
    'under the header %s are damaged',
    async (header) => {
      writeFileSync(join(folder, 'hkdf', 'header.json'), header)
      const fresh = sealedFiles(
        folder,
        fileKey(() => secret),
      )
      await expect(fresh.read(KEY)).rejects.toMatchObject({ fault: 'damaged' })
    },
  )

  test.each([
    ['a folder', (path: string) => void mkdirSync(path)],
    ['a link to itself', (path: string) => symlinkSync(path, path)],
  ])('in whose place there is %s are damaged', async (_what, put) => {
    rmSync(sealedPath(KEY))
    put(sealedPath(KEY))
    await expect(store.read(KEY)).rejects.toMatchObject({ fault: 'damaged' })
  })
})

test('two processes that create the first file at once agree on one salt', async () => {
  const stores = [1, 2].map(() =>
    sealedFiles(
      folder,
      passphraseKey(() => 'pass'),
    ),
  )
  await Promise.all(
    stores.map((store, index) => store.write(`k${index}`, `v${index}`, { label: 'a label' })),
  )
  const [first] = stores
  expect([await first?.read('k0'), await first?.read('k1')]).toEqual(['v0', 'v1'])
})

test('a wrong passphrase is distinguished from a damaged file', async () => {
  await sealedFiles(
    folder,
    passphraseKey(() => 'right'),
  ).write(KEY, 'x', { label: 'a label' })
  const wrong = sealedFiles(
    folder,
    passphraseKey(() => 'wrong'),
  )
  await expect(wrong.read(KEY)).rejects.toMatchObject({
    fault: 'locked',
    message: 'the encrypted files were created with another passphrase',
  })
})

test('files of a key file and of a passphrase do not interfere', async () => {
  const byFile = sealedFiles(
    folder,
    fileKey(() => Buffer.alloc(32, 1)),
  )
  const byPassphrase = sealedFiles(
    folder,
    passphraseKey(() => 'pass'),
  )
  await byFile.write(KEY, 'file', { label: 'a label' })
  await byPassphrase.write(KEY, 'passphrase', { label: 'a label' })
  expect([await byFile.read(KEY), await byPassphrase.read(KEY)]).toEqual(['file', 'passphrase'])
})

test('a secret is removed whichever key it was encrypted with', async () => {
  const byFile = sealedFiles(
    folder,
    fileKey(() => Buffer.alloc(32, 1)),
  )
  await byFile.write(KEY, 'x', { label: 'a label' })
  const byPassphrase = sealedFiles(
    folder,
    passphraseKey(() => {
      throw new Error('asked')
    }),
  )
  await byPassphrase.remove(KEY)
  expect(await byFile.read(KEY)).toBeUndefined()
})

test('no passphrase is requested if there are no files', async () => {
  const store = sealedFiles(
    folder,
    passphraseKey(() => {
      throw new Error('asked')
    }),
  )
  expect(await store.read(KEY)).toBeUndefined()
  await store.probe()
  await store.remove(KEY)
})

describe('the key in the environment', () => {
  const salt = Buffer.alloc(16)
  const inFile = (name: string, data: string | Buffer): string => {
    const path = join(folder, name)
    writeFileSync(path, data)
    return path
  }

  const keyOf = (env: Env): KeyProvider | undefined => {
    const passphrase = passphraseFromEnvironment(env)
    return keyFileFromEnvironment(env) ?? (passphrase && passphraseKey(passphrase.text))
  }

  test('is a key file before a passphrase before the file of one', async () => {
    using host = testHost()
    const keyFile = inFile('key', randomBytes(32))
    const kinds = async (env: Env): Promise<string[]> => {
      const store = await openStore(
        'file',
        { ...host, env },
        { mayPrompt: false, health: host.health },
      )
      await store.write(KEY, 'x', { label: 'a label' })
      return readdirSync(join(host.paths.state, 'sealed'))
    }
    const both = { ...host.env, ROLECALL_PASSPHRASE: 'p', ROLECALL_PASSPHRASE_FILE: '/none' }
    expect(await kinds({ ...both, ROLECALL_KEY_FILE: keyFile })).toEqual(['hkdf'])
    expect(await kinds(both)).toEqual(['hkdf', 'scrypt'])
  })

  test('is the same from a passphrase and from the first line of a file', async () => {
    const path = inFile('pass', 'correct horse\nsecond line\n')
    const direct = await keyOf({ ROLECALL_PASSPHRASE: 'correct horse' })?.derive(salt)
    const read = await keyOf({ ROLECALL_PASSPHRASE_FILE: path })?.derive(salt)
    expect(read).toHaveLength(32)
    expect(read).toEqual(direct)
  })

  test.each([
    ['ROLECALL_KEY_FILE', 'x'.repeat(31), 'shorter than 32 bytes'],
    ['ROLECALL_KEY_FILE', 'x'.repeat(65_537), 'larger than 64 KiB'],
    ['ROLECALL_KEY_FILE', undefined, /^the key file .* cannot be read: there is no such file$/],
    ['ROLECALL_PASSPHRASE_FILE', '\nsecond\n', 'first line of the passphrase file'],
    ['ROLECALL_PASSPHRASE_FILE', undefined, 'cannot be read: there is no such file'],
  ])('%s with %j is refused', async (variable, text, words) => {
    const path = text === undefined ? join(folder, 'none') : inFile('short', text)
    await expect(keyOf({ [variable]: path })?.derive(salt)).rejects.toThrow(words)
  })

  test.each([
    ['/dev/zero', 'cannot be read: it is larger than 64 KiB'],
    ['/', 'cannot be read: it is a folder'],
    ['a pipe', 'cannot be read: nothing was written to this pipe'],
  ])('in %s is refused, not read to the end', async (where, words) => {
    const path = where === 'a pipe' ? join(folder, 'pipe') : where
    if (path !== where) execFileSync('mkfifo', [path])
    for (const variable of ['ROLECALL_KEY_FILE', 'ROLECALL_PASSPHRASE_FILE']) {
      await expect(keyOf({ [variable]: path })?.derive(salt)).rejects.toMatchObject({
        fault: 'absent',
        message: expect.stringContaining(`file ${path} ${words}`) as string,
      })
    }
  })
})
