import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askByDialog, hasDesktop } from '../../../src/system/desktop/dialog.js'
import { isRunning } from '../../support/children.js'
import { buildProgram } from '../built.js'

let folder: string
let env: { PATH: string; DISPLAY: string }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-dialog-'))
  env = { PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ':0' }
  // Hides the system's own programs.
  for (const name of ['pinentry', 'zenity', 'kdialog']) program(name, 'exit 9')
})
// A fake program may still write its log while it ends.
afterEach(() => expect.poll(() => rmSync(folder, { recursive: true, force: true })).toBe(undefined))

function program(name: string, script: string): void {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\nlog=${folder}/log\n${script}\n`)
  chmodSync(path, 0o755)
}

/** The server side of the Assuan protocol. @param answer to GETPIN */
function fakePinentry(answer: string): void {
  program(
    'pinentry',
    `echo "OK Pleased to meet you"
     while read -r line; do
       echo "$line" >> $log
       case $line in GETPIN) printf '${answer}\\n';; BYE) echo OK; exit;; *) echo OK;; esac
     done`,
  )
}

function ask(lines = ['rolecall: x', 'Code: '], timeoutMs = 5000): Promise<string | undefined> {
  return askByDialog(lines, { env, platform: 'linux' }, { timeoutMs })
}

const log = (): string => readFileSync(join(folder, 'log'), 'utf8')

test('pinentry: the question is escaped, the answer unescaped', async () => {
  fakePinentry('D 12%%2534\\nD 56\\nOK')
  await expect(ask(['rolecall: 100%\nBYE', 'Code: '])).resolves.toBe('12%3456')
  await expect
    .poll(log)
    .toBe('SETTITLE rolecall\nSETDESC rolecall: 100%25 BYE%0ACode:\nSETPROMPT Code:\nGETPIN\nBYE\n')
})

test('pinentry: after a cancelled dialog the next program is not tried', async () => {
  fakePinentry('ERR 83886179 Operation cancelled <Pinentry>')
  program('zenity', 'echo 123456')
  await expect(ask()).rejects.toMatchObject({ code: 'interrupted' })
})

test('pinentry without a display: the next program is tried', async () => {
  fakePinentry('ERR 83918950 Inappropriate ioctl for device <Pinentry>')
  program('zenity', 'echo 123456')
  await expect(ask()).resolves.toBe('123456')
})

test('zenity gets the question as one argument, without markup', async () => {
  program('zenity', 'printf "[%s]" "$@" > $log; echo 123456')
  await expect(ask(['rolecall: <b>$(id)</b> "\\n\u001b', 'Code:'])).resolves.toBe('123456')
  expect(log()).toBe('[--entry][--title=rolecall][--text=rolecall:  b $(id) /b  " n \nCode:]')
})

test('kdialog: cancel', async () => {
  program('kdialog', 'printf "[%s]" "$@" > $log; exit 1')
  await expect(ask()).rejects.toMatchObject({ code: 'interrupted' })
  expect(log()).toBe('[--title][rolecall][--inputbox][rolecall: x\nCode: ]')
})

test('osascript gets the question as an argument, never as a part of the script', async () => {
  program('osascript', 'for last; do :; done; printf %s "$last" > $log; echo 123456')
  const evil = 'rolecall: " & (do shell script "touch x") & "'
  await expect(ask([evil])).resolves.toBe('123456')
  expect(log()).toBe(evil.replaceAll('&', ' '))
})

test('at the deadline the dialog is closed', async () => {
  program('zenity', 'echo $$ > $log; exec sleep 300')
  await expect(ask(undefined, 500)).rejects.toMatchObject({ code: 'interaction' })
  await expect.poll(() => isRunning(Number(log()))).toBe(false)
})

test.each([
  ['zenity', ''],
  ['pinentry', 'echo OK; echo OK; echo OK; echo OK; '],
])('a signal that ends rolecall closes the window of %s', async (name, greeting) => {
  const prompter = await buildProgram(join(import.meta.dirname, '../programs/ask-by-dialog.mts'))
  program(name, `${greeting}echo $$ > $log; exec sleep 300`)
  const child = spawn(process.execPath, [prompter.path], { env })
  await expect.poll(() => existsSync(join(folder, 'log')) && log()).toMatch(/^\d+\n$/)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
  await expect.poll(() => isRunning(Number(log()))).toBe(false)
  await prompter.remove()
})

test('a dialog program gets no variables of AWS and rolecall', async () => {
  program('zenity', 'env > $log; echo 123456')
  const secrets = { ROLECALL_PASSPHRASE: 'canary', AWS_SECRET_ACCESS_KEY: 'canary' }
  const host = { env: { ...env, ...secrets }, platform: 'linux' } as const
  await expect(askByDialog(['x'], host, { timeoutMs: 5000 })).resolves.toBe('123456')
  expect(log()).toContain('DISPLAY=:0')
  expect(log()).not.toContain('canary')
})

test('a program in the current folder is never started', async () => {
  program('osascript', 'echo 666666')
  const env = { PATH: '.::relative', DISPLAY: ':0' }
  const before = process.cwd()
  process.chdir(folder)
  try {
    const answer = await askByDialog(['x'], { env, platform: 'linux' }, { timeoutMs: 3000 }).catch(
      () => undefined,
    )
    expect(answer).toBeUndefined()
  } finally {
    process.chdir(before)
  }
})

test('no display, no desktop', () => {
  expect(hasDesktop({ env: { DISPLAY: '' }, platform: 'linux' })).toBe(false)
  expect(hasDesktop({ env: { WAYLAND_DISPLAY: 'wayland-0' }, platform: 'linux' })).toBe(true)
})
