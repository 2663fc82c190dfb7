import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tryLock, type Holder } from '../../../src/system/files/lock.js'
import { acquireLock } from '../../../src/system/files/acquire-lock.js'
import { buildProgram, type Built } from '../built.js'

const counterProgram = await buildProgram(join(import.meta.dirname, '../programs/lock-counter.mts'))
const holderProgram = await buildProgram(join(import.meta.dirname, '../programs/lock-holder.mts'))
afterAll(() => Promise.all([counterProgram.remove(), holderProgram.remove()]))

let folder: string
let path: string
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-lock-'))
  path = join(folder, 'locks', 'k.lock')
})

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function start(program: Built, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [program.path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return child
}

/** @returns what the holder printed up to `held` */
async function held(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('held\n')) return text
  }
  throw new Error('the holder ended')
}

describe('a lock', () => {
  test('is held by one at a time, also within one process, and can be taken again', () => {
    const first = tryLock(path, 'first')
    expect(first).toBeDefined()
    expect(tryLock(path, 'second')).toBeUndefined()
    first?.release()
    first?.release()
    const again = tryLock(path, 'second')
    expect(again).toBeDefined()
    again?.release()
  })

  test('is a private file in a private folder', () => {
    tryLock(path, 'x')?.release()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'locks')).mode & 0o777).toBe(0o700)
  })

  test('keeps twenty processes from losing an update', async () => {
    const counter = join(folder, 'counter')
    writeFileSync(counter, '0')
    const exits = Array.from({ length: 20 }, () =>
      once(start(counterProgram, path, counter), 'exit'),
    )
    expect((await Promise.all(exits)).map(([code]) => code as number)).toEqual(Array(20).fill(0))
    expect(readFileSync(counter, 'utf8')).toBe('20')
  })

  test('is free as soon as its holder is killed, though a child of the holder lives on', async () => {
    const holder = start(holderProgram, path, 'spawn')
    const sleeper = Number(/child (\d+)/.exec(await held(holder))?.[1])
    try {
      expect(tryLock(path, 'us')).toBeUndefined()
      holder.kill('SIGKILL')
      await once(holder, 'exit')
      tryLockOrFail().release()
      process.kill(sleeper, 0)
      expect(openFiles(sleeper)).not.toContain(path)
    } finally {
      process.kill(sleeper, 'SIGKILL')
    }
  })

  test('of a stopped holder times out, and the message names the holder', async () => {
    const holder = start(holderProgram, path, 'wait')
    await held(holder)
    holder.kill('SIGSTOP')
    const waited: (Holder | undefined)[] = []
    const attempt = acquireLock(path, {
      name: 'us',
      timeoutMs: 300,
      onWait: (who) => void waited.push(who),
    })
    await expect(attempt).rejects.toMatchObject({
      name: 'RolecallError',
      message: `timed out after 0 s waiting for terraform (pid ${holder.pid})`,
    })
    expect(waited).toEqual([{ pid: holder.pid, name: 'terraform' }])
  })

  test('goes to the waiter when the holder releases it', async () => {
    const first = tryLockOrFail()
    const holders: (Holder | undefined)[] = []
    const onWait = (holder: Holder | undefined): void => {
      holders.push(holder)
      first.release()
    }
    const lock = await acquireLock(path, { name: 'second', timeoutMs: 5000, pollMs: 5, onWait })
    expect(holders).toEqual([{ pid: process.pid, name: 'us' }])
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ pid: process.pid, name: 'second' })
    lock.release()
  })

  test('whose file names no holder is waited for all the same', async () => {
    const lock = tryLockOrFail()
    writeFileSync(path, '{"pid":')
    const attempt = acquireLock(path, { name: 'us', timeoutMs: 20 })
    await expect(attempt).rejects.toThrow('waiting for another rolecall process')
    lock.release()
  })
})

function tryLockOrFail(): { release(): void } {
  const lock = tryLock(path, 'us')
  if (!lock) throw new Error('the lock is taken')
  return lock
}

function openFiles(pid: number): string[] {
  const files = `/proc/${pid}/fd`
  return readdirSync(files).map((name) => readlinkSync(join(files, name)))
}
