import { expect, test } from 'vitest'
import { usedAgain, weightAt, type Usage } from '../../../../src/cli/ui/picker/usage.js'

const DAY = 86_400_000

function used(...days: number[]): Usage | undefined {
  return days.reduce<Usage | undefined>((usage, day) => usedAgain(usage, day * DAY), undefined)
}

test('a use is worth 1, and half of it after four days', () => {
  expect(weightAt(undefined, 0)).toBe(0)
  expect(weightAt(used(0), 0)).toBe(1)
  expect(weightAt(used(0), 4 * DAY)).toBe(0.5)
})

test('often beats once, lately beats long ago', () => {
  expect(weightAt(used(0, 1, 2), 3 * DAY)).toBeGreaterThan(weightAt(used(2), 3 * DAY))
  expect(weightAt(used(29), 30 * DAY)).toBeGreaterThan(weightAt(used(0, 1, 2, 3), 30 * DAY))
})

test('a clock that went back makes nothing heavier', () => {
  expect(weightAt(used(5), 0)).toBe(1)
})
