import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { tempHome } from '../support/home.js'
import { runPipedInTerminal } from '../support/piped-terminal.js'
import { runCommand } from '../support/run.js'
import { runInTerminal } from '../support/terminal.js'

const NODE = process.execPath
/** Prompts on /dev/tty, as a credential_process must, and prints the result to stdout. */
const PROMPT = 'printf "code: " >/dev/tty; read -r code </dev/tty; echo "got $code"'

it('passes only the given environment', async () => {
  const script = 'console.log(JSON.stringify(Object.keys(process.env).sort())); process.exit(3)'
  const { code, signal, stdout, stderr } = await runCommand(NODE, ['-e', script], {
    env: { X: '1' },
  })
  expect({ code, signal, stderr }).toEqual({ code: 3, signal: undefined, stderr: '' })
  expect(JSON.parse(stdout)).toEqual(['HOME', 'LANG', 'PATH', 'X'])
})

it('runs without a controlling terminal', async () => {
  const { code, stderr } = await runCommand('sh', ['-c', ': </dev/tty'])
  expect(code).not.toBe(0)
  expect(stderr).toContain('/dev/tty')
})

it('writes stdin, or leaves it open', async () => {
  expect(await runCommand('cat', [], { stdin: 'hello' })).toMatchObject({ stdout: 'hello' })
  const waiting = runCommand('cat', [], { stdin: { open: true }, timeoutMs: 300 })
  await expect(waiting).rejects.toThrow(/cat {2}did not end within 300 ms/)
})

it('kills the process group on timeout', async () => {
  const script = 'sleep 60 & echo $!; wait'
  const error = await runCommand('sh', ['-c', script], { timeoutMs: 300 }).catch(String)
  const pid = Number(/stdout: (\d+)/.exec(String(error))?.[1])
  await expect.poll(() => isRunning(pid)).toBe(false)
})

it('drives a command in a real terminal', async () => {
  using term = runInTerminal('sh', ['-c', `${PROMPT}; stty size; ${PROMPT}`], {
    columns: 90,
    rows: 20,
    isWhole: true,
  })
  await term.waitFor(/code: /)
  term.send('123456\r')
  await term.waitFor(/got 123456\s+20 90/)
  await term.waitFor(/code: /)
  await expect(term.waitFor(/code: /, 100)).rejects.toThrow(/did not appear within 100 ms/)
  term.resize(70, 10)
  term.send('654321\r')
  expect(await term.exit).toEqual({ code: 0, signal: 0 })
  expect(term.transcript).toContain('got 654321')
  await expect(term.waitFor(/never/)).rejects.toThrow(/the command ended with 0 before .* appeared/)
})

it('passes Ctrl-C on as a signal', async () => {
  using waiting = runInTerminal('sh', ['-c', 'echo ready; exec sleep 60'])
  await waiting.waitFor(/ready/)
  waiting.send('\x03')
  expect(await waiting.exit).toMatchObject({ signal: 2 })
})

it('runs a command as an SDK does: pipes for the streams, the terminal as /dev/tty', async () => {
  using term = runPipedInTerminal('sh', [
    '-c',
    `[ ! -t 0 ] && [ ! -t 1 ] && ${PROMPT}; echo done >&2`,
  ])
  await term.waitFor(/code: /)
  term.send('123456\r')
  expect(await term.result).toEqual({
    code: 0,
    signal: null,
    stdout: 'got 123456\n',
    stderr: 'done\n',
  })

  using killed = runPipedInTerminal('sh', ['-c', PROMPT], { killAfterMs: 300, pipes: ['stdout'] })
  expect(await killed.result).toMatchObject({ code: null, signal: 'SIGKILL', stderr: '' })
})

it('creates an isolated home, finds secrets in it, and removes it', async () => {
  const secret = 'wJalr+XUtn/FEMI7MDENG'
  const home = await tempHome({ config: '[default]\n', sts: { url: 'http://127.0.0.1:1' } })
  expect(statSync(join(home.path, '.aws/config')).mode & 0o777).toBe(0o600)
  expect(statSync(home.path).mode & 0o777).toBe(0o700)
  expect(home.env).toMatchObject({ HOME: home.path, AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' })
  const found = await runCommand('sh', ['-c', 'command -v rolecall'], { env: home.env })
  expect(found.stdout).toContain(home.path)

  const clean = await home.write('clean', 'nothing')
  expect(await home.searchFor([secret])).toEqual([])
  const forms = [
    secret,
    Buffer.from(`x${secret}y`).toString('base64'),
    Buffer.from(`{"a":"${secret}"}`).toString('base64url'),
    Buffer.from(secret).toString('hex'),
    encodeURIComponent(secret),
  ]
  for (const [index, form] of forms.entries())
    await home.write(`deep/${index}`, `before ${form} after`)
  const leaks = await home.searchFor([secret])
  expect(leaks).toHaveLength(forms.length)
  expect(leaks).not.toContain(clean)
  expect(secretsIn(`x${secret}`, [secret, 'other'])).toEqual([secret])
  await home.remove()
  expect(() => statSync(home.path)).toThrow(/ENOENT/)
})

/** True if the process exists and is not a zombie. */
async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await runCommand('ps', ['-o', 'stat=', '-p', String(pid)])
  return stdout !== '' && !stdout.startsWith('Z')
}
