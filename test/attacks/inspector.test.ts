import { constants } from 'node:os'
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kill } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

/*
 * The attacker makes a process of the user send SIGUSR1, and then connects to the port at which
 * Node's inspector would listen for every user of the machine.
 */

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
  await scene.atTerminal(['login', 'dev'])
})
afterAll(() => scene[Symbol.asyncDispose]())

const CODE = /MFA code for \S+: /

/** Ports on which the process listens, from the sockets of its network namespace (proc(5)). */
function listeningPorts(pid: number): number[] {
  const own = new Set(socketsOf(pid))
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'latin1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = '']) => state === '0A' && own.has(inode))
      .map(([, address = '']) => Number.parseInt(address.split(':')[1] ?? '', 16)),
  )
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
    } catch {
      return []
    }
  })
}

/** True once Node handles SIGUSR1, the tenth signal; before, the signal ends the process. */
function catchesIt(pid: number): boolean {
  // Before the exec the process is a copy of this one.
  if (!readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('rolecall')) return false
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`)
  return (caught & (1n << 9n)) !== 0n
}

const onLinux = test.runIf(process.platform === 'linux')

onLinux('SIGUSR1 at a prompt opens no inspector', async () => {
  using terminal = runInTerminal('rolecall', ['env', 'dev', '--no-cache'], { env: scene.env })
  await terminal.waitFor(CODE)
  for (let times = 0; times < 3; times++) kill(terminal.pid, 'SIGUSR1')
  // An answer that is asked for again shows that the process has run since.
  terminal.send('12345\r')
  await terminal.waitFor(CODE)
  expect(listeningPorts(terminal.pid)).toEqual([])
  expect(terminal.transcript).not.toContain('Debugger listening')
  terminal.send(`${scene.sts.freshCode(scene.serial)}\r`)
  await terminal.waitFor(/AWS_SESSION_TOKEN/)
  expect((await terminal.exit).code).toBe(0)
})

onLinux(
  'an inspector that SIGUSR1 opens while Node starts is closed before a person answers',
  async () => {
    using terminal = runInTerminal('rolecall', ['env', 'dev', '--no-cache'], { env: scene.env })
    await expect.poll(() => catchesIt(terminal.pid), { interval: 1 }).toBe(true)
    kill(terminal.pid, 'SIGUSR1')
    // While Node exchanges its handler for rolecall's, the signal may also end the process.
    const prompts = await terminal.waitFor(CODE).then(
      () => true,
      () => false,
    )
    if (prompts) await expect.poll(() => listeningPorts(terminal.pid)).toEqual([])
    else expect(await terminal.exit).toEqual({ code: 0, signal: constants.signals.SIGUSR1 })
  },
)

onLinux('an inspector that Node opens late, as on a busy machine, is closed too', async () => {
  const late = join(scene.env['HOME'] ?? '', 'late.cjs')
  writeFileSync(late, "setTimeout(() => require('inspector').open(0), 1500)")
  const env = { ...scene.env, NODE_OPTIONS: `--require ${late}` }
  using terminal = runInTerminal('rolecall', ['env', 'dev', '--no-cache'], { env })
  await terminal.waitFor(CODE)
  await terminal.waitFor(/Debugger listening/)
  await expect.poll(() => listeningPorts(terminal.pid)).toEqual([])
})

onLinux('SIGUSR1 reaches the child of exec, and opens no inspector in rolecall', async () => {
  const args = [
    'exec',
    'dev',
    '--',
    'sh',
    '-c',
    "trap 'echo got it; read end' USR1; echo ready; while :; do sleep 0.05; done",
  ]
  using terminal = runInTerminal('rolecall', args, { env: scene.env })
  await terminal.waitFor(/ready/)
  kill(terminal.pid, 'SIGUSR1')
  await terminal.waitFor(/got it/)
  expect(listeningPorts(terminal.pid)).toEqual([])
})
