import { expect, test } from 'vitest'
import { typedCommand } from '../../src/cli/typed-command.js'

test.each([
  [['revoke', 'dev'], undefined, undefined, 'rolecall revoke dev'],
  [['revoke', 'dev'], '--as', 'admin', 'rolecall revoke dev --as admin'],
  [['revoke', 'dev', '--as', 'old'], '--as', 'new one', "rolecall revoke dev --as 'new one'"],
  [['revoke', '--as=old', 'dev'], '--as', 'new', 'rolecall revoke dev --as new'],
  [['revoke', 'dev', '--as', 'old'], '--as', undefined, 'rolecall revoke dev'],
  [['revoke', 'dev'], '--session', '-x', 'rolecall revoke dev --session=-x'],
  [['console', '--qr', 'dev'], '--print', true, 'rolecall console --qr dev --print'],
  [['console', '--print', 'dev'], '--print', true, 'rolecall console dev --print'],
  [['exec', 'dev', '--', 'ls', '--as'], '--as', 'b', 'rolecall exec dev --as b -- ls --as'],
] as const)('%j with %s of %j', (argv, flag, value, line) => {
  expect(typedCommand({ argv: [...argv] }, flag, value)).toBe(line)
})
