import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { post, openMailbox } from '../../src/coordination/mailbox.js'
import { secretsIn } from '../support/canaries.js'

const SECRET = 'canary+secret/key'

let parent: string
let folder: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rolecall-letters-'))
  folder = join(parent, 'waiting')
})
afterEach(() => rmSync(parent, { recursive: true }))

test('a letter comes to every box of its topic, once, and to no other', () => {
  const [one, two] = [openMailbox(folder, 'k', '11'), openMailbox(folder, 'k', '22')]
  const other = openMailbox(folder, 'kk', '33')
  expect(one.take()).toBeUndefined()
  expect(post(folder, 'k', SECRET, Date.now()).sort()).toEqual(['11', '22'])
  expect([one.take(), one.take(), two.take(), other.take()]).toEqual([
    SECRET,
    undefined,
    SECRET,
    undefined,
  ])
  for (const box of [one, two, other]) box.close()
  expect(readdirSync(folder)).toEqual([])
})

test('what lies on disk is private, sealed, and of no use in another box', () => {
  const [mine, theirs] = [openMailbox(folder, 'k', ''), openMailbox(folder, 'k', '')]
  post(folder, 'k', SECRET, Date.now())
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  const letters = readdirSync(folder).filter((name) => name.endsWith('.letter'))
  expect(letters).toHaveLength(2)
  for (const name of readdirSync(folder)) {
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    expect(secretsIn(readFileSync(join(folder, name)), [SECRET])).toEqual([])
  }
  const [first = '', second = ''] = letters.map((name) => join(folder, name))
  const swapped = [readFileSync(second), readFileSync(first)] as const
  writeFileSync(first, swapped[0])
  writeFileSync(second, swapped[1])
  expect([mine.take(), theirs.take()]).toEqual([undefined, undefined])
})

test('a damaged box costs the others nothing, and a damaged letter is none', () => {
  const box = openMailbox(folder, 'k', '')
  writeFileSync(join(folder, 'k.000000000000.box'), 'no key')
  post(folder, 'k', SECRET, Date.now())
  expect(box.take()).toBe(SECRET)
  post(folder, 'k', SECRET, Date.now())
  const letter = readdirSync(folder).find((name) => name.endsWith('.letter')) ?? ''
  const data = readFileSync(join(folder, letter))
  data[data.length - 1] = (data.at(-1) ?? 0) ^ 1
  writeFileSync(join(folder, letter), data)
  expect(box.take()).toBeUndefined()
})

test('what a killed waiter left is cleared away after an hour', () => {
  openMailbox(folder, 'k', '')
  post(folder, 'k', SECRET, Date.now())
  const hoursAgo = Date.now() / 1000 - 4000
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), hoursAgo, hoursAgo)
  post(folder, 'another', SECRET, Date.now())
  expect(readdirSync(folder)).toEqual([])
})
