/** Takes the lock argv[2] and prints `held`; with `spawn` as argv[3] it first starts a child. */
import { spawn } from 'node:child_process'
import { acquireLock } from '../../../src/system/files/acquire-lock.js'

const [path = '', mode] = process.argv.slice(2)
await acquireLock(path, { name: 'terraform', timeoutMs: 5000 })
if (mode === 'spawn') {
  const child = spawn('sleep', ['30'], { detached: true, stdio: 'ignore' })
  process.stdout.write(`child ${child.pid}\n`)
}
process.stdout.write('held\n')
setInterval(() => undefined, 1000)
