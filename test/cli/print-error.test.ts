import { expect, test } from 'vitest'
import { printError } from '../../src/cli/print-error.js'
import { RolecallError } from '../../src/core/errors.js'
import type { Streams } from '../../src/system/host.js'

function printed(error: unknown): string {
  let text = ''
  const stderr = { isTTY: false, write: (part: string) => (text += part) }
  printError(error, stderr as unknown as Streams['stderr'], false)
  return text
}

test.each([
  ['developmnet', 'did you mean development or dev-elopment?'],
  ['zzz', 'the profiles are in config'],
])('of %s: %s', (name, hint) => {
  const known = ['development', 'staging', 'dev-elopment']
  const error = new RolecallError('config', `there is no profile ${name}`, {
    hint: 'the profiles are in config',
    misspelt: { name, known },
  })
  expect(printed(error)).toBe(`rolecall: there is no profile ${name}\nhint: ${hint}\n`)
})
