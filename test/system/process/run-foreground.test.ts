import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import * as pty from '@lydell/node-pty'
import { build } from 'tsup'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let folder = ''
let driver = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-child-'))
  driver = join(folder, 'exec-driver.mjs')
  await build({
    config: false,
    silent: true,
    entry: [join(import.meta.dirname, 'exec-driver.ts')],
    format: 'esm',
    target: 'node20',
    outDir: folder,
    outExtension: () => ({ js: '.mjs' }),
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const baseEnv = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  PS1: '> ',
})

function start(words: string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [driver, ...words], {
    cwd: folder,
    env: { ...baseEnv(), ...env },
  })
}

async function finish(child: ChildProcessWithoutNullStreams): Promise<unknown> {
  const [stdout, stderr, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { stdout, stderr, status: signal ?? status }
}

describe('the exit status', () => {
  it.each([
    ['of the child', ['sh', '-c', 'exit 7'], 7],
    ['of a child that says what a signal would', ['sh', '-c', 'exit 130'], 130],
    ['of success', ['true'], 0],
  ])('%s', async (_, command, status) => {
    expect(await finish(start(command))).toEqual({ stdout: '', stderr: '', status })
  })

  it.each(['no-such-command', './no-such-file', ''])('is 127 for %j', async (name) => {
    expect(await finish(start([name]))).toEqual({
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^command not found: ${name}\ncheck the spelling`)),
      status: 127,
    })
  })

  it('is 126 for what cannot be executed', async () => {
    writeFileSync(join(folder, 'data'), '#!/bin/sh\n', { mode: 0o644 })
    for (const name of ['./data', '/']) {
      expect(await finish(start([name]))).toEqual({
        stdout: '',
        stderr: expect.stringContaining(`cannot run ${name}: permission denied\n`),
        status: 126,
      })
    }
  })
})

// A shell stops its loop only after a death by SIGINT, and shows 128+n for each of them.
it.each(['HUP', 'INT', 'QUIT', 'KILL', 'USR1', 'SEGV', 'PIPE', 'ALRM', 'TERM', 'XFSZ'])(
  'a child that SIG%s ends makes it end by the same signal',
  async (signal) => {
    const child = start(['sh', '-c', `ulimit -c 0; kill -${signal} $$`])
    expect(await finish(child)).toEqual({ stdout: '', stderr: '', status: `SIG${signal}` })
  },
)

it('a parent with a higher limit of open files than is allowed here does no harm', async () => {
  const line = `(ulimit -n 200; exec '${process.execPath}' '${driver}' sh -c 'ulimit -n'); true`
  const shell = spawn('bash', ['-c', line], { env: baseEnv() })
  expect(await finish(shell)).toEqual({ stdout: '200\n', stderr: '', status: 0 })
})

describe('streams', () => {
  it('are inherited: arguments with spaces, stdin, both outputs', async () => {
    const child = start(['sh', '-c', 'cat; printf %s "$1" >&2', 'sh', '$(x) "y" *'])
    child.stdin.end('given')
    expect(await finish(child)).toEqual({ stdout: 'given', stderr: '$(x) "y" *', status: 0 })
  })

  it('carry much', async () => {
    const { stdout } = (await finish(start(['head', '-c', '5000000', '/dev/zero']))) as {
      stdout: string
    }
    expect(stdout).toHaveLength(5_000_000)
  })

  it('end the child, not rolecall, when the reader goes away', async () => {
    const line = `'${process.execPath}' '${driver}' yes | head -n 1; echo "\${PIPESTATUS[0]}"`
    const shell = spawn('bash', ['-c', line], { env: baseEnv() })
    expect(await finish(shell)).toEqual({ stdout: 'y\n141\n', stderr: '', status: 0 })
  })

  it('runs a script without a first line, as a shell does', async () => {
    const script = join(folder, 'script')
    writeFileSync(script, 'echo "$AWS_ACCESS_KEY_ID"\n')
    chmodSync(script, 0o755)
    expect(await finish(start([script]))).toMatchObject({ stdout: 'AKIAEXAMPLE\n', status: 0 })
  })
})

describe('a signal', () => {
  const trap = (signal: string): string[] => [
    'sh',
    '-c',
    `trap 'echo ${signal}; exit 9' ${signal}; echo ready; while :; do sleep 0.02; done`,
  ]

  it.each(['TERM', 'HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'ALRM', 'WINCH', 'TSTP', 'CONT'])(
    '%s reaches the child, which decides',
    async (signal) => {
      const child = start(trap(signal))
      child.stdout.once('data', () => child.kill(`SIG${signal}` as NodeJS.Signals))
      expect(await finish(child)).toEqual({ stdout: `ready\n${signal}\n`, stderr: '', status: 9 })
    },
  )

  // A console of Windows sends them to each of its processes, and any kill would end the child.
  it.each(['WINCH', 'HUP', 'TERM'])(
    '%s is not passed on where Windows sends it',
    async (signal) => {
      const line = `trap 'echo got' ${signal}; echo ready; for i in $(seq 20); do sleep 0.02; done; echo end`
      const preload = join(import.meta.dirname, '../../windows/impose.cjs')
      const child = start(['sh', '-c', line], {
        NODE_OPTIONS: `-r ${preload}`,
        IMPOSE_PLATFORM: 'win32',
      })
      child.stdout.once('data', () => child.kill(`SIG${signal}` as NodeJS.Signals))
      expect(await finish(child)).toEqual({ stdout: 'ready\nend\n', stderr: '', status: 0 })
    },
  )

  it('finds the child with no signal blocked or ignored', async () => {
    const child = start(['grep', '-E', 'SigBlk|SigIgn', '/proc/self/status'])
    expect(await finish(child)).toMatchObject({
      stdout: 'SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n',
    })
  })
})

/** Runs a program in a terminal. */
function terminal(
  file: string,
  words: string[],
  env: Record<string, string> = {},
): {
  pid: number
  write(keys: string): void
  shows(what: RegExp): Promise<void>
  status: Promise<number>
  signal: Promise<number | undefined>
} {
  const term = pty.spawn(file, words, { cwd: folder, env: { ...baseEnv(), ...env } })
  let screen = ''
  let changed = (): void => {}
  term.onData((data) => {
    screen += data
    changed()
  })
  return {
    pid: term.pid,
    write: (keys) => term.write(keys),
    // Each call waits for new output.
    shows: (what) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no ${what} in: ${screen}`)), 5000)
        changed = () => {
          const match = what.exec(screen)
          if (!match) return
          screen = screen.slice(match.index + match[0].length)
          clearTimeout(late)
          resolve()
        }
        changed()
      }),
    status: new Promise((resolve) => term.onExit(({ exitCode }) => resolve(exitCode))),
    signal: new Promise((resolve) => term.onExit(({ signal }) => resolve(signal))),
  }
}

describe('in a terminal', () => {
  it.each([
    ['Ctrl-C', '\x03', constants.signals.SIGINT],
    ['Ctrl-\\', '\x1c', constants.signals.SIGQUIT],
  ])('%s ends both by the signal', async (_, key, signal) => {
    const term = terminal(process.execPath, [
      driver,
      'sh',
      '-c',
      'ulimit -c 0; echo ready; exec sleep 9',
    ])
    await term.shows(/ready/)
    term.write(key)
    await term.status
    expect(await term.signal).toBe(signal)
  })

  it('a child that handles Ctrl-C gets it once, and continues', async () => {
    // A forwarded SIGINT would arrive before the SIGUSR1 that is forwarded after it.
    const program = `let n = 0; process.on('SIGINT', () => console.log('got ' + ++n));
      process.on('SIGUSR1', () => process.exit(n)); setInterval(() => {}, 1000);
      console.log('ready')`
    const term = terminal(process.execPath, [driver, process.execPath, '-e', program])
    await term.shows(/ready/)
    term.write('\x03')
    await term.shows(/got 1/)
    process.kill(term.pid, 'SIGUSR1')
    expect(await term.status).toBe(1)
  })

  it('Ctrl-Z stops both, and fg continues them', async () => {
    const term = terminal('bash', ['--norc', '--noprofile', '-i'])
    await term.shows(/> /)
    term.write(
      `'${process.execPath}' '${driver}' sh -c 'echo re""ady; read x; echo "got $x"; exit 6'\r`,
    )
    await term.shows(/ready/)
    term.write('\x1a')
    await term.shows(/Stopped[^]*> /)
    term.write('fg\r')
    await term.shows(/exec-driver[^]*\n/)
    term.write('hello\r')
    await term.shows(/got hello/)
    term.write('exit $?\r')
    expect(await term.status).toBe(6)
  })

  it('no command means the user’s shell, interactive, where Ctrl-C is only a new prompt', async () => {
    const rc = join(folder, '.bashrc')
    writeFileSync(rc, 'PS1="inner> "\n')
    const term = terminal(process.execPath, [driver], { SHELL: 'bash', AWS_PROFILE: 'stale' })
    await term.shows(/inner> /)
    // bash between two prompts swallows a Ctrl-C: Enter gives a new prompt either way.
    term.write('\x03\r')
    await term.shows(/inner> /)
    term.write('echo "<$AWS_ACCESS_KEY_ID $ROLECALL_PROFILE $AWS_PROFILE>"; exit 5\r')
    await term.shows(/<AKIAEXAMPLE dev >/)
    expect(await term.status).toBe(5)
  })
})
