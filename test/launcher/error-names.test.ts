import { readFileSync } from 'node:fs'
import { getSystemErrorMap } from 'node:util'
import { expect, test } from 'vitest'
import { MEANINGS } from '../../launcher/js/error-meanings.js'

/*
 * The launcher names the system's errors as Node does.
 */

/** From this number on, libuv's own: no system call returns them. */
const LEAST_OWN = 3000

const ofNode = [...getSystemErrorMap()]
  .filter(([number]) => -number < LEAST_OWN)
  .map(([, [name, meaning]]) => [name, meaning] as const)

test('the launcher has a name for every number that Node has', () => {
  const source = readFileSync(
    new URL('../../launcher/src/host/unix/errors.rs', import.meta.url),
    'utf8',
  )
  const [, list = ''] = /const NAMES.*?numbered!\[([^\]]*)\]/s.exec(source) ?? []
  const named = new Set(list.trim().split(/\s+/))
  expect(ofNode.map(([name]) => name).filter((name) => !named.has(name))).toEqual([])
})

test('the launcher has the words of Node for each of them', () => {
  expect(MEANINGS).toMatchObject(Object.fromEntries(ofNode))
})
