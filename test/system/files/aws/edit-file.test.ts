import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { editFile } from '../../../../src/system/files/aws/edit-file.js'
import { tempHome, type TempHome } from '../../../support/home.js'
import { buildProgram } from '../../built.js'

let home: TempHome
let file: string
let paths: Parameters<typeof editFile>[1]
beforeEach(async () => {
  home = await tempHome({ config: 'old\n' })
  file = join(home.path, '.aws/config')
  paths = { paths: { state: join(home.path, 'state') } } as typeof paths
})
afterEach(() => home.remove())

const append =
  (line: string) =>
  (text: string): string =>
    `${text}${line}\n`

test('mode and symbolic link stay, and the original is saved next to the file', async () => {
  const link = join(home.path, 'link')
  symlinkSync('.aws/config', link)
  chmodSync(file, 0o640)
  expect(await editFile(link, paths, append('a'))).toBe(true)
  expect(await editFile(link, paths, append('b'))).toBe(true)
  expect(await editFile(link, paths, (text) => text)).toBe(false)
  expect(readlinkSync(link)).toBe('.aws/config')
  expect(readFileSync(file, 'utf8')).toBe('old\na\nb\n')
  expect(statSync(file).mode & 0o777).toBe(0o640)
  expect(readFileSync(`${file}.rolecall-backup`, 'utf8')).toBe('old\n')
  expect(statSync(`${file}.rolecall-backup`).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(home.path, '.aws')).sort()).toEqual(['config', 'config.rolecall-backup'])
})

test('a missing file is created, 0600, also through a dangling link', async () => {
  const link = join(home.path, 'link')
  symlinkSync('new/folder/config', link)
  await editFile(link, paths, append('a'))
  const made = join(home.path, 'new/folder/config')
  expect(readFileSync(made, 'utf8')).toBe('a\n')
  expect(statSync(made).mode & 0o777).toBe(0o600)
  expect(statSync(join(home.path, 'new')).mode & 0o777).toBe(0o700)
})

test('a link to itself is an error that names it', async () => {
  const link = join(home.path, 'link')
  symlinkSync(link, link)
  await expect(editFile(link, paths, append('a'))).rejects.toMatchObject({
    name: 'RolecallError',
    code: 'config',
    message: expect.stringContaining(`cannot edit ${link}: ELOOP`) as string,
  })
})

test('a file that is not UTF-8 is refused, and stays', async () => {
  const bytes = Buffer.from('[profile j\xFCrgen]\n', 'latin1')
  writeFileSync(file, bytes)
  await expect(editFile(file, paths, append('a'))).rejects.toThrow('is not UTF-8')
  expect(readFileSync(file)).toEqual(bytes)
})

test('anything but a regular file is refused, and stays', async () => {
  const pipe = join(home.path, 'pipe')
  execFileSync('mkfifo', [pipe])
  for (const path of [pipe, home.path]) {
    const message = `cannot edit ${path}: it is not a regular file`
    await expect(editFile(path, paths, append('a'))).rejects.toThrow(message)
  }
  expect(statSync(pipe).isFIFO()).toBe(true)
  expect(existsSync(`${pipe}.rolecall-backup`)).toBe(false)
})

test('of twenty simultaneous edits none is lost', async () => {
  const lines = Array.from({ length: 20 }, (_, n) => `line ${n}`)
  await Promise.all(lines.map((line) => editFile(file, paths, append(line))))
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').sort()).toEqual(['old', ...lines].sort())
})

test('killed at any moment: the old file or the new one, and the next edit works', async () => {
  const program = await buildProgram(join(import.meta.dirname, '../../programs/edit-forever.mts'))
  const [one, two] = ['a\n'.repeat(200_000), 'b\n'.repeat(150_000)]
  writeFileSync(file, one)
  const seen = new Set<string>()
  for (let round = 0; round < 12; round += 1) {
    const child = spawn(process.execPath, [program.path, file, paths.paths.state])
    await once(child.stdout, 'data')
    await sleep(round * 2)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const text = readFileSync(file, 'utf8')
    expect(text === one || text === two).toBe(true)
    seen.add(text)
  }
  await program.remove()
  expect(existsSync(`${file}.rolecall-backup`)).toBe(true)
  expect(readFileSync(`${file}.rolecall-backup`, 'utf8')).toBe(one)
  expect(await editFile(file, paths, () => 'after')).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe('after')
  expect(seen.size).toBe(2)
}, 120_000)
