import { posix, win32 } from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'

/*
 * `path` in the launcher, and that for Windows: each answer is Node's.
 */

/** What the module leaves to the program, it throws. */
vi.stubGlobal('__host', {})
const own = await import('../../launcher/js/windows/path.js')
const ownPosix = await import('../../launcher/js/path.js')

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

test('for the other systems each function is as in Node, with any slashes and dots', () => {
  const parts = fc.constantFrom('/', '//', '..', '.', 'a', 'ü b', 'x.y', '~', '\\\\', 'C:', '')
  const path = fc.array(parts, { maxLength: 8 }).map((each) => each.join(''))
  const property = fc.property(path, path, path, (one, other, third) => {
    type Functions = Pick<
      typeof ownPosix,
      'join' | 'resolve' | 'dirname' | 'basename' | 'isAbsolute'
    >
    const all = ({ join, resolve, dirname, basename, isAbsolute }: Functions): unknown => [
      [join(), join(one), join(one, other), join(one, other, third)],
      [resolve(), resolve(one), resolve(one, other), resolve(one, other, third)],
      [dirname(one), basename(one), isAbsolute(one)],
    ]
    expect(all(ownPosix)).toEqual(all(posix))
    expect(ownPosix.parse(one).root).toBe(posix.parse(one).root)
  })
  fc.assert(property, { numRuns: 5000, seed: 28 })
})
