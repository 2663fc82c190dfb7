/**
 * Increments the number in argv[3] under the lock argv[2], with a pause that invites a lost update.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { acquireLock } from '../../../src/system/files/acquire-lock.js'

const [path = '', counter = ''] = process.argv.slice(2)
const lock = await acquireLock(path, { name: 'counter', timeoutMs: 20_000, pollMs: 5 })
const value = Number(readFileSync(counter, 'utf8'))
await sleep(5)
writeFileSync(counter, String(value + 1))
lock.release()
