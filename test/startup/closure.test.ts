import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keychainAvailable, keychainReason, startKeychain } from '../support/keychain.js'
import { run } from '../support/run.js'
import { startScene } from '../support/scene.js'
import { closureOf, ROOT, type Closure } from './built-graph.js'

/** Texts that survive bundling and minifying, one for each thing that a hit must not load. */
const MARKS = {
  commander: 'commander.',
  inquirer: 'User force closed the prompt',
  'the SDK': 'AWSSecurityTokenServiceV20110615',
  ini: '__proto__',
} as const

const HOT = closureOf('bin/rolecall.js')
const PROGRAM = closureOf('dist/cli/program.js')

const holds = ({ files }: Closure, mark: string): boolean =>
  [...files].some((file) => readFileSync(join(ROOT, file), 'utf8').includes(mark))

test('what a hit loads is one file of ours and Node', () => {
  expect([...HOT.files]).toEqual(['bin/rolecall.js', 'dist/main.cjs'])
})
