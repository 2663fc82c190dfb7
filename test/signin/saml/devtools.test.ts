import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { Chromium } from '../../../src/system/desktop/chromium.js'
import { devTools } from '../../../src/signin/saml/devtools.js'

function fakeBrowser() {
  const [input, output] = [new PassThrough(), new PassThrough()]
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  const chromium: Chromium = { input, output, ended, kill: () => end() }
  return { chromium, input, output, end: () => end() }
}

test('responses are matched by their id, and events have none', async () => {
  const { chromium, input, output } = fakeBrowser()
  const events: string[] = []
  const { send } = devTools(chromium, ({ method }) => events.push(method))
  const answers = [send('One'), send('Two', { a: 1 }, 's')]
  output.write('{"method":"Event","params":{}}\0{"id":2,"result":{"b":')
  output.write('2}}\0{"id":1,"error":{"message":"no"}}\0')
  const [one, two] = await Promise.allSettled(answers)
  expect(one).toMatchObject({ status: 'rejected', reason: { message: 'no' } })
  expect(two).toMatchObject({ status: 'fulfilled', value: { b: 2 } })
  expect(events).toEqual(['Event'])
  input.end()
  expect((await text(input)).split('\0')[1]).toBe(
    '{"id":2,"method":"Two","params":{"a":1},"sessionId":"s"}',
  )
})

test('a request fails when the browser is gone, or goes', async () => {
  const { chromium, end } = fakeBrowser()
  const { send } = devTools(chromium, () => undefined)
  const before = send('Before')
  end()
  await expect(before).rejects.toThrow('the browser is gone')
  await expect(send('After')).rejects.toThrow('the browser is gone')
})
