import { expect, test } from 'vitest'
import { runInTerminal } from '../support/terminal.js'

test('the exit of a command in a terminal can be reported after all of its output', async () => {
  const lines = 4000
  using terminal = runInTerminal('sh', ['-c', `seq 1 ${lines}; echo the end; exit 3`], {
    isWhole: true,
  })
  const exit = terminal.exit
  // A machine so busy that nothing is read meanwhile.
  const until = performance.now() + 400
  while (performance.now() < until);
  expect(await exit).toEqual({ code: 3, signal: 0 })
  expect(terminal.transcript.endsWith(`${lines}\r\nthe end\r\n`)).toBe(true)
})
