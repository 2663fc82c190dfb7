import { expect, test } from 'vitest'
import { RolecallError } from '../../src/core/errors.js'
import { retryWithCode } from '../../src/mfa/retry.js'

const WRONG = new RolecallError('refused', 'wrong', { reason: 'wrong-code' })

/**
 * Makes a call whose outcome each attempt takes from a list.
 * @returns what was asked for and sent
 */
async function attempts(outcomes: readonly (RolecallError | 'a session')[]) {
  const asked: [attempt: number, refusal: string | undefined][] = []
  const sent: (string | undefined)[] = []
  const result = await retryWithCode(
    'serial',
    (_serial, attempt, refusal) => {
      asked.push([attempt, refusal])
      return Promise.resolve(`code ${attempt}`)
    },
    (code) => {
      const outcome = outcomes[sent.length]
      sent.push(code)
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome)
    },
  ).catch((error: unknown) => error)
  return { result, asked, sent }
}

test('a wrong code is replaced, with the reason', async () => {
  const { result, asked, sent } = await attempts([WRONG, 'a session'])
  expect(result).toBe('a session')
  expect(asked).toEqual([
    [1, undefined],
    [2, 'AWS did not accept that code'],
  ])
  expect(sent).toEqual(['code 1', 'code 2'])
})

test('the third wrong code is the last', async () => {
  const { result, sent } = await attempts([WRONG, WRONG, WRONG, WRONG, WRONG])
  expect(result).toBe(WRONG)
  expect(sent).toEqual(['code 1', 'code 2', 'code 3'])
})

test('any other failure ends the attempts', async () => {
  const denied = new RolecallError('refused', 'denied')
  const { result, sent } = await attempts([denied, 'a session'])
  expect(result).toBe(denied)
  expect(sent).toHaveLength(1)
})

test('without a device the call is made without a code', async () => {
  const getCode = () => Promise.reject(new Error('no device, no code'))
  expect(await retryWithCode(undefined, getCode, (code) => Promise.resolve(code))).toBeUndefined()
})
