import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRolecallCommand } from '../../../src/aws-files/adopt/recognize-process-command.js'
import { processCommand } from '../../../src/aws-files/adopt/process-command.js'
import { windowsArgv } from '../../support/windows-argv.js'

const NODE = 'C:\\Program Files\\nodejs\\node.exe'

/** Both must read the program and the profile as they were given. */
function expectRead(folder: string, profile: string): void {
  const program = [NODE, `${folder}\\rolecall.cjs`]
  const line = processCommand(program, profile, 'win32')
  expect([line, windowsArgv(line)]).toEqual([line, [...program, 'process', '--profile', profile]])
  expect(parseRolecallCommand(line)).toMatchObject({
    program,
    args: ['process', '--profile', profile],
  })
}

test.each([
  'C:\\dev',
  'C:\\(dev)',
  'C:\\~t',
  'C:\\a\\&b',
  'C:\\a b\\ c',
  'C:\\a \\b',
  'C:\\(\\(x)\\)',
  "C:\\o'neill",
  'C:\\Users\\Jürgen (dev)',
  'C:\\RUNNER~1\\AppData',
  '\\\\server\\share (x)',
  '\\\\server\\$'.replace('$', '(a)'),
  'C:/a/(b)',
  'C:\\a\\\\(b)',
  'C:\\[x];!^=,',
])('a path of Windows arrives as it is: %s', (folder) => expectRead(folder, 'dev'))

test.each(['a b', 'a\\', 'a \\', 'a\\ b', '(x)\\', '~', '\\(', 'a&b', '\\\\(\\\\'])(
  'a profile arrives as it is on Windows: %s',
  (profile) => expectRead('C:\\x', profile),
)

test('any path and any profile that can be quoted arrive as they are on Windows', () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab\\\\() ~&;^!'[]ü"), minLength: 1 })
  fc.assert(
    fc.property(text, text, (folder, profile) => {
      fc.pre(!/(^|\s)[#;]|^\s|\s$/.test(profile) && !/^\s|(^|\s)[#;]/.test(`C:\\${folder}\\`))
      expectRead(`C:\\${folder}`, profile)
    }),
    { numRuns: 1000 },
  )
})
