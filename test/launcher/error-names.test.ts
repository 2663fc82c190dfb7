import { readFileSync } from 'node:fs'
import { getSystemErrorMap } from 'node:util'
import { expect, test } from 'vitest'
import { MEANINGS } from '../../launcher/js/error-meanings.js'

/*
 * The launcher names the system's errors as Node does.
 */

/** From this number on, libuv's own: no system call returns them. */
const LEAST_OWN = 3000

/** Node 20 has no name for it, and newer ones have. It concerns no connection. */
const NEW = 'ENOEXEC'

const ofNode = [...getSystemErrorMap()]
  .filter(([number, [name]]) => -number < LEAST_OWN && name !== NEW)
  .map(([, [name, meaning]]) => [name, meaning] as const)

test('the launcher has a name for every number that Node has', () => {
  const source = readFileSync(
    new URL('../../launcher/src/host/unix/errors.rs', import.meta.url),
    'utf8',
  )
  const lists = [...source.matchAll(/const NAMES\w*:[^=]* = numbered!\[([^\]]*)\]/g)]
  const named = new Set(lists.flatMap(([, list = '']) => list.trim().split(/\s+/)))
  expect(ofNode.map(([name]) => name).filter((name) => !named.has(name))).toEqual([])
})

test('the launcher has the words of Node for each of them', () => {
  expect(MEANINGS).toMatchObject(Object.fromEntries(ofNode))
})
