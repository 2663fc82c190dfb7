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
import { openMailbox, post } from '../../src/coordination/mailbox.js'
import { secretsIn } from '../support/canaries.js'

const SECRET = 'canary+secret/key'

let parent: string
let folder: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rolecall-mailbox-'))
  folder = join(parent, 'waiting')
})
afterEach(() => rmSync(parent, { recursive: true }))

test('a message reaches every mailbox of its channel, once, and no other', () => {
  const [one, two] = [openMailbox(folder, 'k', '11'), openMailbox(folder, 'k', '22')]
  const other = openMailbox(folder, 'kk', '33')
  expect(one.receive()).toBeUndefined()
  expect(post(folder, 'k', SECRET, Date.now()).sort()).toEqual(['11', '22'])
  expect([one.receive(), one.receive(), two.receive(), other.receive()]).toEqual([
    SECRET,
    undefined,
    SECRET,
    undefined,
  ])
  for (const mailbox of [one, two, other]) mailbox.close()
  expect(readdirSync(folder)).toEqual([])
})

test('the files are private and encrypted, and a message cannot be read in another mailbox', () => {
  const [mine, theirs] = [openMailbox(folder, 'k', ''), openMailbox(folder, 'k', '')]
  post(folder, 'k', SECRET, Date.now())
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  const messages = readdirSync(folder).filter((name) => name.endsWith('.letter'))
  expect(messages).toHaveLength(2)
  const files = readdirSync(folder)
  expect(files).toHaveLength(4)
  for (const name of files) {
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    expect(secretsIn(readFileSync(join(folder, name)), [SECRET])).toEqual([])
  }
  const [first = '', second = ''] = messages.map((name) => join(folder, name))
  const swapped = [readFileSync(second), readFileSync(first)] as const
  writeFileSync(first, swapped[0])
  writeFileSync(second, swapped[1])
  expect([mine.receive(), theirs.receive()]).toEqual([undefined, undefined])
})

test('a damaged mailbox does not affect the others, and a damaged message is not received', () => {
  const mailbox = openMailbox(folder, 'k', '')
  writeFileSync(join(folder, 'k.000000000000.box'), 'not a public key')
  post(folder, 'k', SECRET, Date.now())
  expect(mailbox.receive()).toBe(SECRET)
  post(folder, 'k', SECRET, Date.now())
  const message = readdirSync(folder).find((name) => name.endsWith('.letter')) ?? ''
  const data = readFileSync(join(folder, message))
  data[data.length - 1] = (data.at(-1) ?? 0) ^ 1
  writeFileSync(join(folder, message), data)
  expect(mailbox.receive()).toBeUndefined()
})

test('the files of a killed waiter are removed once no process can still wait', () => {
  openMailbox(folder, 'k', '')
  post(folder, 'k', SECRET, Date.now())
  const hoursAgo = Date.now() / 1000 - 26 * 3600
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), hoursAgo, hoursAgo)
  post(folder, 'another', SECRET, Date.now())
  expect(readdirSync(folder)).toEqual([])
})
