import { spawn, type SpawnOptions } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildProgram, type Built } from '../system/built.js'
import { runInTerminal, type Terminal } from '../support/terminal.js'

const PROMPT = /MFA code for \S+: /
let program: Built
let home: string
let env: Record<string, string>

beforeAll(async () => {
  program = await buildProgram('test/mfa/ask-program.ts')
})
afterAll(() => program.remove())

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rolecall-home-'))
  env = { HOME: home, PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' }
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** Wide enough for every line. */
const at = () => ({ env, cwd: home, columns: 200 })

function onTerminal(request: object = {}, more: Record<string, string> = {}): Terminal {
  const args = [program.path, JSON.stringify(request)]
  return runInTerminal(process.execPath, args, { ...at(), env: { ...env, ...more } })
}

function shellOnTerminal(script: string, shell = 'bash'): Terminal {
  const programs = { NODE: process.execPath, ASK: program.path }
  return runInTerminal(shell, ['-c', script], { ...at(), env: { ...env, ...programs } })
}

interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

/** In a session without any terminal, as under cron or in CI. */
function withoutTerminal(
  args: string[],
  more: Record<string, string> = {},
  options: SpawnOptions = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [program.path, ...args], {
    env: { ...env, ...more },
    cwd: home,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options,
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (data) => (stdout += data))
  child.stderr?.on('data', (data) => (stderr += data))
  return new Promise((resolve) =>
    child.on('close', (status) => resolve({ status, stdout, stderr })),
  )
}

describe('on a terminal', () => {
  test('prompts in two lines with the purpose and the caller, and takes the answer', async () => {
    const pty = onTerminal()
    await pty.waitFor(PROMPT)
    pty.send('123 456\r')
    expect(await pty.exit).toMatchObject({ code: 0 })
    expect(pty.transcript).toMatch(
      /^rolecall: MFA needed for admin in 210987654321, requested by .+ \(pid \d+, .+\)\s+MFA code for arn:aws:iam::111111111111:mfa\/alice: 123 456\r\ncode=123456\r\n$/,
    )
  })

  test('prompts although Python has captured all three streams', async () => {
    const run =
      'import subprocess as s, sys; p = s.Popen(sys.argv[1:], stdin=s.PIPE, stdout=s.PIPE, stderr=s.PIPE); o, e = p.communicate(); print("GOT", o, e, p.returncode)'
    const pty = runInTerminal('python3', ['-c', run, process.execPath, program.path], at())
    await pty.waitFor(/^rolecall: MFA needed for .+, requested by python3 \(pid \d+, ~\)\s[^]*: $/)
    pty.send('123456\r')
    await pty.waitFor(/GOT b'code=123456\\n' b'' 0/)
  })

  test('prompts although the JavaScript SDK has captured all three streams and never closes stdin', async () => {
    const script = join(home, 'deploy.js')
    writeFileSync(
      script,
      `require('child_process').exec(process.argv[2], (e, out, err) => console.log('GOT', JSON.stringify([e, out, err])))`,
    )
    const pty = runInTerminal(
      process.execPath,
      [script, `"${process.execPath}" "${program.path}"`],
      at(),
    )
    await pty.waitFor(
      /^rolecall: MFA needed for .+, requested by deploy.js \(pid \d+, ~\)\s[^]*: $/,
    )
    pty.send('123456\r')
    await pty.waitFor(/GOT \[null,"code=123456\\n",""\]/)
  })

  test('Ctrl-C ends it with 130, Ctrl-D too, on a fresh line', async () => {
    for (const [key, message] of [
      ['\u0003', 'interrupted'],
      ['\u0004', 'no answer was given'],
    ] as const) {
      const pty = onTerminal()
      await pty.waitFor(PROMPT)
      pty.send(key)
      expect(await pty.exit).toMatchObject({ code: 130 })
      expect(pty.transcript).toContain(`\r\n${message} | `)
    }
  })

  test('a terminal that hangs up ends it', async () => {
    const pidFile = join(home, 'pid')
    const pty = shellOnTerminal(`"$NODE" "$ASK" & echo $! > ${pidFile}; wait`)
    await pty.waitFor(PROMPT)
    const pid = Number(readFileSync(pidFile, 'utf8'))
    pty.hangUp()
    await expect.poll(() => isAlive(pid), { timeout: 3000 }).toBe(false)
  })

  test('gives up at its deadline, by itself', async () => {
    const pty = onTerminal({}, { ROLECALL_PROMPT_TIMEOUT: '1s' })
    expect(await pty.exit).toMatchObject({ code: 4 })
    expect(pty.transcript).toContain('no answer within the time limit')
  })

  test('a time limit longer than a timer supports is not a short one', async () => {
    const pty = onTerminal({}, { ROLECALL_PROMPT_TIMEOUT: '30d' })
    await pty.waitFor(PROMPT)
    pty.send('123456\r')
    expect(await pty.exit).toMatchObject({ code: 0 })
    expect(pty.transcript).toContain('code=123456')
    expect(pty.transcript).not.toContain('Warning')
  })

  test('a line typed before the prompt is not an answer', async () => {
    const pty = shellOnTerminal(`sleep 0.5; "$NODE" "$ASK"`)
    pty.send('999999\r')
    await pty.waitFor(PROMPT)
    pty.send('123456\r')
    await pty.waitFor(/code=123456/)
    expect(pty.transcript).not.toContain('code=999999')
  })

  test('works, and preserves all settings, on a terminal in raw mode', async () => {
    const pty = shellOnTerminal(
      `stty raw -echo; a=$(stty -a); "$NODE" "$ASK"; b=$(stty -a); [ "$a" = "$b" ] && echo unchanged`,
    )
    await pty.waitFor(PROMPT)
    pty.send('123456\r')
    await pty.waitFor(/code=123456[^]*unchanged/)
  })

  test('killed in the middle, it leaves a sane terminal', async () => {
    const pty = shellOnTerminal(
      `a=$(stty -a); "$NODE" "$ASK" & p=$!
       until [ -e go ]; do sleep 0.05; done; kill -9 $p; wait $p
       b=$(stty -a); [ "$a" = "$b" ] && echo unchanged`,
    )
    await pty.waitFor(PROMPT)
    writeFileSync(join(home, 'go'), '')
    await pty.waitFor(/unchanged/)
  })

  test('a background job gets an error, not a stop', async () => {
    const pty = shellOnTerminal(`set -m; "$NODE" "$ASK" & wait $!; echo "status $?"`)
    await pty.waitFor(/status 4/)
    expect(pty.transcript).toMatch(/a background job cannot prompt.*rolecall login dev/)
  })

  test('two at once prompt one after the other, and each gets its own code', async () => {
    const pty = shellOnTerminal(
      `"$NODE" "$ASK" '{"serial":"one"}' & "$NODE" "$ASK" '{"serial":"two"}' & wait; echo done; read end`,
    )
    const codes: Record<string, string> = { one: '111111', two: '222222' }
    const [, first = ''] = await pty.waitFor(/MFA code for (one|two): /)
    const second = first === 'one' ? 'two' : 'one'
    pty.send(`${codes[first]}\r`)
    await pty.waitFor(new RegExp(`^${codes[first]}\\s[^]*MFA code for ${second}: `))
    pty.send(`${codes[second]}\r`)
    await pty.waitFor(/done/)
    expect(pty.transcript).toContain('code=111111')
    expect(pty.transcript).toContain('code=222222')
  })

  test('a second prompt waits for the first, and gives up at its own time limit', async () => {
    const pty = shellOnTerminal(
      `"$NODE" "$ASK" '{"serial":"one"}' & until [ -e go ]; do sleep 0.05; done
       ROLECALL_PROMPT_TIMEOUT=1s "$NODE" "$ASK" '{"serial":"two"}'; echo "status $?"; wait; read end`,
    )
    await pty.waitFor(/MFA code for one: /)
    writeFileSync(join(home, 'go'), '')
    await pty.waitFor(/after 1 s [^]*status 1/)
    pty.send('123456\r')
    await pty.waitFor(/code=123456/)
    expect(pty.transcript).not.toContain('MFA code for two')
  })

  test('shows what is wrong with an answer, and prompts again', async () => {
    const pty = onTerminal({ refusal: 'AWS refused that code' })
    await pty.waitFor(
      /rolecall: AWS refused that code; wait for the next one\s+MFA code for \S+: $/,
    )
    pty.send('12345\r')
    await pty.waitFor(/rolecall: a code has six digits\s+MFA code for \S+: $/)
    pty.send('123456\r')
    await pty.waitFor(/code=123456/)
  })

  test('escape sequences in names are sanitised', async () => {
    const evil = '\u001b]0;owned\u0007\u001b[2J'
    const script = join(home, `aws${evil}`)
    writeFileSync(
      script,
      `require('child_process').execFileSync(process.execPath, process.argv.slice(2), {stdio: 'inherit'})`,
    )
    const request = JSON.stringify({
      purpose: `admin${evil}\nroot`,
      serial: `s${evil}`,
    })
    const pty = runInTerminal(process.execPath, [script, program.path, request], at())
    await pty.waitFor(/MFA code for .*: $/)
    // eslint-disable-next-line no-control-regex -- what must not be shown
    expect(pty.transcript).not.toMatch(/[\u0007\u001b]/)
    expect(pty.transcript).toContain('aws ]0;owned')
    expect(pty.transcript.split('\r\n')).toHaveLength(2)
    pty.send('123456\r')
    await pty.exit
  })
})

describe('without a terminal', () => {
  test('fails with the command to run first', async () => {
    expect(await withoutTerminal([])).toEqual({
      status: 4,
      stdout: '',
      stderr:
        'an MFA code for arn:aws:iam::111111111111:mfa/alice is needed, and there is no terminal to prompt on | run `rolecall login dev` in a terminal first\n',
    })
  })

  test('--no-input prevents prompts on a terminal as well', async () => {
    const pty = runInTerminal(process.execPath, [program.path, '{}', '--no-input'], at())
    expect(await pty.exit).toMatchObject({ code: 4 })
    expect(pty.transcript).toMatch(/prompts are turned off.*rolecall login dev/)
  })
})

describe('order of sources', () => {
  test.each([
    ['--mfa-code', { given: '111111', mfaProcess: 'echo 333333' }, '111111'],
    ['ROLECALL_MFA_CODE', { mfaProcess: 'echo 333333' }, '222222'],
    [
      'mfa_process, once the given code has failed',
      { given: '111111', mfaProcess: 'echo 333333', attempt: 2 },
      '333333',
    ],
  ])('%s', async (_, request, code) => {
    const ended = await withoutTerminal([JSON.stringify(request)], { ROLECALL_MFA_CODE: '222222' })
    expect(ended).toMatchObject({ status: 0, stdout: `code=${code}\n`, stderr: '' })
  })

  test('mfa_process may prompt on the terminal', async () => {
    const pty = onTerminal({ mfaProcess: 'printf "touch it: " >&2; read -r x; echo "$x"' })
    await pty.waitFor(/touch it: /)
    pty.send('123456\r')
    await pty.waitFor(/code=123456/)
  })

  test('with --no-input, mfa_process gets no terminal', async () => {
    const request = JSON.stringify({ mfaProcess: 'read -r line; echo "${line:-222222}"' })
    const pty = runInTerminal(process.execPath, [program.path, request, '--no-input'], at())
    await pty.waitFor(/code=222222/)
    expect(await pty.exit).toMatchObject({ code: 0 })
  })

  test('mfa_process on the terminal ends at the deadline, with all that it started', async () => {
    const mfaProcess = `sh -c 'echo $$ > pid; sleep 30; true'; true`
    const pty = onTerminal({ mfaProcess }, { ROLECALL_PROMPT_TIMEOUT: '1' })
    expect(await pty.exit).toMatchObject({ code: 1 })
    expect(pty.transcript).toMatch(/mfa_process \(sh\) took longer than 1 s/)
    const pid = Number(readFileSync(join(home, 'pid'), 'utf8'))
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  test.each([
    ['a flag', { given: '12345' }, 2, '--mfa-code is not a six-digit code | '],
    ['a process', { mfaProcess: 'echo no' }, 1, 'mfa_process did not print a six-digit code | '],
  ])('a bad code from %s is an error', async (_, request, status, stderr) => {
    const ended = await withoutTerminal([JSON.stringify(request)])
    expect(ended).toMatchObject({ status, stderr: `${stderr}\n` })
  })
})

describe('a code is never sent twice', () => {
  const given = JSON.stringify({ given: '111111' })

  test('from a flag: refused, and no file contains it in plaintext', async () => {
    expect(await withoutTerminal([given])).toMatchObject({ status: 0 })
    expect(await withoutTerminal([given])).toMatchObject({
      status: 4,
      stderr: expect.stringMatching(/^the code in --mfa-code was already used \| .* in \d+ s\n$/),
    })
    const other = JSON.stringify({ given: '111111', serial: 'another' })
    expect(await withoutTerminal([other])).toMatchObject({ status: 0 })
    const folder = join(home, '.local/state/rolecall/used-codes')
    const files = readdirSync(folder).map((name) => join(folder, name))
    expect(files).toHaveLength(2)
    for (const file of files) {
      expect(readFileSync(file, 'utf8')).not.toContain('111111')
      expect(statSync(file).mode & 0o777).toBe(0o600)
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('on the terminal: says how long to wait', async () => {
    await withoutTerminal([given])
    const pty = onTerminal()
    await pty.waitFor(PROMPT)
    pty.send('111111\r')
    await pty.waitFor(
      /that code was already used; wait for the next one \(\d+ s\)\s+MFA code for \S+: $/,
    )
    pty.send('222222\r')
    await pty.waitFor(/code=222222/)
  })

  test('from mfa_process: waits for the next and runs it once more', async () => {
    await withoutTerminal([given])
    const times = join(home, 'times')
    const mfaProcess = `date +%s%3N >> ${times}; [ $(wc -l < ${times}) = 1 ] && echo 111111 || echo 222222`
    const request = JSON.stringify({ mfaProcess })
    // By this clock, the device shows the next code in 1.5 s.
    const offset = 30_000 - ((Date.now() + 1500) % 30_000)
    const ended = await withoutTerminal([request], { TEST_CLOCK_OFFSET: String(offset) })
    expect(ended).toMatchObject({ status: 0, stdout: 'code=222222\n' })
    const steps = readFileSync(times, 'utf8')
      .trim()
      .split('\n')
      .map((time) => Math.floor((Number(time) + offset) / 30_000))
    expect(steps).toEqual([steps[0], (steps[0] ?? 0) + 1])
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
