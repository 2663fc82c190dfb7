// Starts a credential_process as an SDK does: in a terminal, with pipes for the standard streams,
// and with stdin open and empty. Usage: piped-child.mjs OPTIONS-AS-JSON FILE ARGS…
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout } from 'node:timers'

const [options = '', file = '', ...args] = process.argv.slice(2)
const { report, stdio, killAfterMs } = JSON.parse(options)
const child = spawn(file, args, { stdio })
const result = { stdout: '', stderr: '' }
child.stdout?.setEncoding('utf8').on('data', (text) => (result.stdout += text))
child.stderr?.setEncoding('utf8').on('data', (text) => (result.stderr += text))
if (killAfterMs) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
child.on('close', (code, signal) => {
  writeFileSync(report, JSON.stringify({ ...result, code, signal }))
  process.exit(0)
})
