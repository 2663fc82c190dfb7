// Starts many commands at once, each with pipes for its streams, as terraform starts providers.
// Usage: storm-parent.mjs REPORT COMMANDS-AS-JSON
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import process from 'node:process'

const [report = '', commands = ''] = process.argv.slice(2)
const started = performance.now()

function run([file, ...args]) {
  const child = spawn(file, args)
  const result = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => (result.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (result.stderr += text))
  return new Promise((resolve) => {
    child.on('close', (code, signal) =>
      resolve({ ...result, code, signal, ms: performance.now() - started }),
    )
  })
}

writeFileSync(report, JSON.stringify(await Promise.all(JSON.parse(commands).map(run))))
