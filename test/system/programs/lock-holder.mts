/** Takes the lock at argv[2], says `held`, then does what argv[3] says: `wait`, or `spawn` a child that outlives it. */
import { spawn } from 'node:child_process'
import { acquireLock } from '../../../src/system/files/lock.js'

const [path = '', mode] = process.argv.slice(2)
await acquireLock(path, { name: 'terraform', waitMs: 5000 })
if (mode === 'spawn') {
  const child = spawn('sleep', ['30'], { detached: true, stdio: 'ignore' })
  process.stdout.write(`child ${child.pid}\n`)
}
process.stdout.write('held\n')
setInterval(() => undefined, 1000)
