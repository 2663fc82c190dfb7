import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { kernelKeyring } from '../../../src/store/kernel/keyring.js'
import { kernelKeys } from '../../../src/store/kernel/keys.js'
import { buildProgram, type Built } from '../../system/built.js'
import { kernelReason, keyLine, runAs, tidyKernel } from './kernel.js'
import { testHost } from '../test-host.js'

const { open, tidy } = tidyKernel()
afterAll(tidy)
const built: Built[] = []
afterAll(() => Promise.all(built.map((program) => program.remove())))

async function build(name: string): Promise<string> {
  const program = await buildProgram(fileURLToPath(new URL(`../programs/${name}`, import.meta.url)))
  built.push(program)
  // For a user who is not its owner.
  chmodSync(program.home, 0o755)
  return program.path
}

const anyKey = (): string => createHash('sha256').update(randomBytes(8)).digest('hex')

describe.skipIf(kernelReason)(`in the kernel keyring ${kernelReason}`, () => {
  test('a session expires by itself, and can be written again', async () => {
    const [key, store] = [anyKey(), open()]
    // The kernel counts whole seconds, so that one may be over at once.
    await store.write(key, 'short', { label: 'a label', lifetime: 2, evictable: true })
    expect(await store.read(key)).toBe('short')
    await pause(2100)
    expect(await store.read(key)).toBeUndefined()
    await store.remove(key)
    await store.write(key, 'again', { label: 'a label', lifetime: 3600, evictable: true })
    expect(await store.read(key)).toBe('again')
    expect(keyLine(key)).toMatch(/ (60m|59m|1h) /)
  })

  test('a session outlives the login that wrote it, and all logins see it', async () => {
    const key = anyKey()
    await open().write(key, 'from here', { label: 'a label', lifetime: 60, evictable: true })
    const program = await build('use-kernel-keyring.mts')
    const inLogin = (...words: string[]): string =>
      spawnSync('keyctl', ['session', '-', process.execPath, program, ...words], {
        encoding: 'utf8',
      }).stdout.trim()
    expect(inLogin('read', key)).toBe('"from here"')
    expect(inLogin('write', key, 'from another login')).toBe('')
    expect(await open().read(key)).toBe('from another login')
    await open().remove(key)
    expect(inLogin('read', key)).toBe('')
  })

  test('a session whose time limit cannot be set is not stored', async () => {
    using host = testHost()
    const key = anyKey()
    const store = kernelKeyring({ env: host.env })
    await expect(
      store.write(key, 'x', { label: 'a label', lifetime: 60, evictable: true }),
    ).rejects.toMatchObject({ fault: 'absent' })
    expect(keyLine(key)).toBeUndefined()
    await expect(store.probe()).rejects.toMatchObject({ fault: 'absent' })
  })

  // The quota of root is too large to be filled.
  const cannotSwitch = process.getuid?.() === 0 ? '' : '(needs root to become an ordinary user)'
  test.skipIf(cannotSwitch)(
    `a full quota evicts the sessions that expire first, and nothing else ${cannotSwitch}`,
    async () => {
      const program = await build('fill-keyring.mts')
      const { stdout, stderr } = runAs(65_533, program, ['1500', '14'])
      expect(stderr.replace(/^Joined.*\n/, '')).toBe('')
      const result = JSON.parse(stdout) as Record<string, unknown>
      const there = result['there'] as number[]
      // 20,000 bytes with names and the kernel's own count of them.
      expect(there.length).toBeGreaterThanOrEqual(9)
      expect(there.length).toBeLessThan(14)
      // Each newcomer expires first of all, but is not what makes room for itself.
      expect(there.at(-1)).toBe(13)
      expect(there.slice(0, -1)).toEqual(there.slice(0, -1).map((_, n) => n))
      // A sealing key, a sign-in, an item with a time limit, and a sign-in under its old name.
      expect(result['others']).toEqual(Array(4).fill(['stays', false]))
      // What does not fit evicts every session before it is refused, and nothing else.
      expect([...(result['evicted'] as number[])].sort((a, b) => a - b)).toEqual(
        Array.from({ length: 14 }, (_, n) => n),
      )
      expect(result).toMatchObject({ tooLarge: 'full' })
    },
  )
})

test('the keys of rolecall are recognised, and their remaining time is parsed', () => {
  const line = (id: string, flags: string, left: string, name: string): string =>
    `${id} ${flags}     1 ${left.padStart(4)} 3f010000  1000  1000 user      ${name}: 12`
  const text = [
    line('0000000a', 'I--Q---', 'perm', 'keyring:one@rolecall'),
    line('0000000b', 'I--Q---', '59m', 'keyring:two@rolecall'),
    line('0000000c', 'I--Q---', '2h', 'keyring:three@rolecall'),
    line('0000000d', 'I--Q---', 'expd', 'keyring:four@rolecall'),
    line('0000000e', 'I--Q--i', '3d', 'keyring:removed@rolecall'),
    line('0000000f', 'I--Q---', '3d', 'keyring:foreign@other'),
    '0b01e3f4 I--Q---     2 perm 1f3f0000     0 65534 keyring   _uid.0: empty',
    '',
  ].join('\n')
  expect(kernelKeys(text)).toEqual([
    { id: '0x0000000a', name: 'one', secondsLeft: Infinity },
    { id: '0x0000000b', name: 'two', secondsLeft: 3540 },
    { id: '0x0000000c', name: 'three', secondsLeft: 7200 },
    { id: '0x0000000d', name: 'four', secondsLeft: 0 },
  ])
})
