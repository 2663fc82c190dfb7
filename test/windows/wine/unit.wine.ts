import { NODE, windowsCheckout, windowsHome, windowsPath, wine } from './machine.js'
import { beforeAll, expect, test } from 'vitest'

const FOLDERS = ['core', 'settings', 'aws-files', 'plan', 'emit']

let checkout: string
beforeAll(() => void (checkout = windowsCheckout()))

test('the tests of the pure folders pass on the Windows build of Node', async () => {
  const { env } = windowsHome('')
  const flags = ['--pool=threads', '--no-file-parallelism', '--reporter=dot']
  const vitest = windowsPath(`${checkout}/node_modules/vitest/vitest.mjs`)
  const { code, stdout, stderr } = await wine(
    [NODE, '--title=node', vitest, 'run', ...flags, ...FOLDERS.map((folder) => `test/${folder}`)],
    { path: checkout, env: { ...env, NODE_OPTIONS: '' } },
    170_000,
  )
  expect([code, code === 0 ? '' : `${stdout}\n${stderr}`]).toEqual([0, ''])
})
