import { win32 } from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'

/*
 * Windows' `path` in the launcher, which runs on Windows only: each answer is Node's
 */

/** What the module leaves to the program, it throws. */
vi.stubGlobal('__host', {})
const own = await import('../../launcher/js/windows/path.js')

const path = fc
  .array(fc.constantFrom('C:', 'c:', '\\', '/', '..', '.', 'a', 'ü b', 'x.y', '~', '\\\\', ''), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''))

/** @returns undefined for what the program answers */
function answer<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

test('join, dirname, basename, isAbsolute and the root are as in Node', () => {
  let answered = 0
  const property = fc.property(path, path, (one, other) => {
    const pairs = [
      [() => own.join(one, other), () => win32.join(one, other)],
      [() => own.dirname(one), () => win32.dirname(one)],
      [() => own.basename(one), () => win32.basename(one)],
      [() => own.isAbsolute(one), () => win32.isAbsolute(one)],
      [() => own.parse(one).root, () => win32.parse(one).root],
      [() => own.resolve('C:\\base', one), () => win32.resolve('C:\\base', one)],
    ] as const
    for (const [ours, theirs] of pairs) {
      const result = answer<unknown>(ours)
      if (result === undefined) continue
      expect(result).toBe(theirs())
      answered++
    }
  })
  fc.assert(property, { numRuns: 5000, seed: 28 })
  expect(answered).toBeGreaterThan(10_000)
})

test('what Windows reads in a way of its own is left to the program', () => {
  for (const odd of ['\\\\server\\share\\x', '\\\\?\\C:\\x', 'C:x', '\\x']) {
    expect(answer(() => own.join(odd, 'y'))).toBe(undefined)
  }
})
