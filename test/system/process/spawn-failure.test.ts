import { expect, test } from 'vitest'
import { spawnFailure } from '../../../src/system/process/exec-command.js'

const errorWith = (code: string): Error => Object.assign(new Error(code), { code })

test.each([
  ['EINVAL', 126, 'npm.cmd is a script, which Windows cannot run by itself'],
  ['ENOENT', 127, 'command not found: npm.cmd'],
])('on Windows %s of a script leads to cmd /c', (code, status, message) => {
  const failure = spawnFailure(['npm.cmd', 'run', 'a b'], errorWith(code), 'win32')
  expect(failure).toMatchObject({
    status,
    error: {
      message,
      hint: 'to run a .cmd or .bat script, name its interpreter: -- cmd /c npm.cmd run "a b"',
    },
  })
})

test.each(['a&b', 'a,b', '(x)', '%PATH%', "it's"])('the hint for Windows quotes %s', (word) => {
  expect(spawnFailure(['x.cmd', word], errorWith('EINVAL'), 'win32').error.hint).toContain(
    `-- cmd /c x.cmd "${word}"`,
  )
})

test.each([
  ['ENOENT', 127, 'command not found: x'],
  ['EACCES', 126, 'cannot run x: permission denied'],
  ['E2BIG', 126, 'cannot run x: the arguments and the environment are too long'],
  ['ENOEXEC', 126, 'cannot run x: ENOEXEC'],
])('elsewhere %s is reported as by a shell', (code, status, message) => {
  expect(spawnFailure(['x'], errorWith(code), 'linux')).toMatchObject({
    status,
    error: { message },
  })
})
