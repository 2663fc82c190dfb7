import { basename } from 'node:path'
import type { Host } from '../../host.js'
import { readProcess } from './calling-program.js'

/** More wrappers than any command line has. */
const MAX_WRAPPERS = 4

const SHELL =
  /^(ba|da|z|k|mk|pdk|a|fi|c|tc|ya)?sh$|^(ksh93|nu|pwsh|powershell|elvish|xonsh|busybox)$/

/** Programs that run a script. The script sees the exit status of what it starts. */
const INTERPRETER = /^(node|bun|deno|python|ruby|perl|php|java)[\d.]*$/

/**
 * The name of the shell that runs rolecall: `fish`, `bash`. It passes over wrapper scripts called
 * rolecall, as version managers install them, and over programs such as sudo and timeout.
 * @returns undefined if another program runs rolecall, or if the system does not show its
 * processes; never throws
 */
export function callingShell(host: Host): string | undefined {
  const caller = nearestCaller(host)
  return caller !== undefined && SHELL.test(caller) ? caller : undefined
}

/** Whether a shell may evaluate the output, so that it sees nothing of the exit status. */
export function mayBeEvaluated(host: Host): boolean {
  const caller = nearestCaller(host)
  return caller === undefined || SHELL.test(caller)
}

/** @returns the name of a shell or an interpreter; undefined if none is found */
function nearestCaller(host: Host): string | undefined {
  let pid = host.ppid
  for (let step = 0; step < MAX_WRAPPERS && pid > 1; step++) {
    const found = readProcess(pid, host.platform)
    if (!found) return undefined
    const [program = '', script = ''] = found.argv
    // The title of a login shell is `-bash`.
    const name = basename(program.replace(/^-/, ''))
    const isWrapper = basename(script).startsWith('rolecall')
    if (!isWrapper && (SHELL.test(name) || INTERPRETER.test(name))) return name
    pid = found.parent
  }
  return undefined
}
