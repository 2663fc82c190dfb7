import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isOtherProgram, runCommand, type RunResult } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal, type Terminal } from '../support/terminal.js'

/** `exec` is to do what `env` does: each script runs once with each of them. */
const EXEC = 'rolecall exec base --no-session --'
const has = (program: string): boolean => spawnSync('which', [program]).status === 0
const SHELLS = ['bash', 'dash', 'zsh', 'ksh', 'mksh', 'fish'].filter(has)
const canBecome = 'execve' in process

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene[Symbol.asyncDispose]())

type Outcome = Pick<RunResult, 'code' | 'signal' | 'stdout' | 'stderr'>

async function outcome(shell: string, script: string): Promise<Outcome> {
  const options = { env: scene.env, cwd: scene.home.path }
  const { code, signal, stdout, stderr } = await runCommand(shell, ['-c', script], options)
  return { code, signal, stdout, stderr }
}

/** @param script with RUN in place of the program */
async function both(shell: string, script: string): Promise<{ env: Outcome; exec: Outcome }> {
  const run = async (program: string): Promise<Outcome> => {
    const result = await outcome(shell, script.replaceAll('RUN', program))
    // Shells name the command that a signal ended, and its process.
    return {
      ...result,
      stderr: result.stderr.replaceAll(program, 'RUN').replaceAll(/\d+:? +/g, ''),
    }
  }
  const env = await run('env')
  const exec = await run(EXEC)
  return { env, exec }
}

/** Shells that ignore SIGQUIT themselves, so that nothing shows what their child should do. */
const HIDES_QUIT = ['bash', 'zsh', 'fish']
const isHidden = (signal: string, shell: string): boolean =>
  (signal === 'QUIT' && HIDES_QUIT.includes(shell)) ||
  (signal === 'ALRM' && shell === 'mksh') ||
  // ksh93 handles ignored signals itself while a child runs.
  shell === 'ksh'

describe.each(SHELLS)('in %s', (shell) => {
  const status = shell === 'fish' ? '$status' : '$?'
  const script = (before: string, signal: string): string =>
    `${before}; RUN sh -c 'ulimit -c 0; kill -${signal} $$; echo survived'; echo "${signal} ${status}"`

  test.each(['HUP', 'INT', 'QUIT', 'USR1', 'ALRM', 'PIPE', 'TERM', 'XFSZ'])(
    'SIG%s ends the command',
    async (signal) => {
      const { env, exec } = await both(shell, script('true', signal))
      expect(env.stdout).not.toContain('survived')
      expect(exec).toEqual(env)
    },
  )

  const ignored = ['HUP', 'INT', 'QUIT', 'USR1', 'ALRM', 'PIPE', 'TERM'].filter(
    (signal) => !isHidden(signal, shell),
  )
  test.each(ignored)('a command under trap "" %s ignores it', async (signal) => {
    const { env, exec } = await both(shell, `${script(`trap '' ${signal}`, signal)}; true`)
    if (shell !== 'fish') expect(env.stdout).toContain('survived')
    expect(exec).toEqual(env)
  })

  test('a command under nohup ignores SIGHUP', async () => {
    const { env, exec } = await both(shell, script('true', 'HUP').replace('RUN', 'nohup RUN'))
    // dash and fish do not leave the name of the program that they start.
    if (shell !== 'dash' && shell !== 'fish') expect(exec).toEqual(env)
    expect(env.stdout).toContain('survived')
  })
})

test.each(['bash', 'zsh', 'ksh'].filter(has))('%s passes on <( )', async (shell) => {
  const { env, exec } = await both(shell, 'RUN cat <(echo one) <(echo two)')
  expect(env.stdout).toBe('one\ntwo\n')
  expect(exec).toEqual(env)
})

test.each(['3', '9', '15'])(
  'descriptor %s is passed on, and closed when the command closes it',
  async (number) => {
    const copy = `RUN bash -c 'cat <&${number}; exec ${number}>&-; sleep 0' ${number}<kept`
    const write = `{ RUN bash -c 'exec ${number}>&-; echo closed' ${number}>&1 >&2 | cat; } 2>&1`
    const { env, exec } = await both('bash', `echo kept >kept; ${copy}; ${write}`)
    expect(env.stdout).toBe('kept\nclosed\n')
    expect(exec).toEqual(env)
  },
)

test.skipIf(!has('make'))('a make below it uses the jobserver', async () => {
  await scene.home.write('inner.mk', 'all: a b\na b:\n\t@echo $@\n')
  await scene.home.write('outer.mk', 'all:\n\t+@$(RUN) $(MAKE) --no-print-directory -f inner.mk\n')
  const made = (program: string): Promise<Outcome> =>
    outcome('bash', `make -s -j2 -f outer.mk RUN='${program}' | sort`)
  const [env, exec] = await Promise.all([made('env'), made(EXEC)])
  expect(env).toMatchObject({ stdout: 'a\nb\n', stderr: '' })
  expect(exec).toEqual(env)
})

test('nothing of Node leaks into the command: signals, limits, descriptors, blocking', async () => {
  const look = `sh -c 'ulimit -Sn; ulimit -Hn; umask; cd /proc/$$/fd; ls; grep -h flags ../fdinfo/[012]'`
  const script = `ulimit -Sn 200; RUN grep Sig[BIC] /proc/self/status; RUN ${look} </dev/null | cat; true`
  const { env, exec } = await both('bash', script)
  expect(env.stdout).toContain('\n200\n')
  expect(exec).toEqual(env)
})

// The launcher becomes the command on every Node.
test.runIf(canBecome || isOtherProgram)('no process stays in between', async () => {
  const script = `echo $$; RUN sh -c 'echo $PPID'; true`.replaceAll('RUN', EXEC)
  const [shell, parent] = (await outcome('bash', script)).stdout.trim().split('\n')
  expect(parent).toBe(shell)
})

test('no lock is held while the command runs', async () => {
  const login = await scene.rolecall([
    'login',
    'dev',
    '--mfa-code',
    scene.sts.freshCode(scene.serial),
  ])
  expect(login.code).toBe(0)
  const nested = ['exec', 'dev', '--refresh', '--', 'env', '-u', 'AWS_ACCESS_KEY_ID']
  const key = `ROLECALL_KEY_FILE=${scene.env['ROLECALL_KEY_FILE']}`
  const inner = [key, 'rolecall', 'env', 'dev', '--refresh', '--format', 'json']
  const result = await scene.rolecall([...nested, ...inner], { timeoutMs: 15_000 })
  expect(result).toMatchObject({ code: 0, stderr: '' })
})

test.each([
  ['a word', `-- printf %s $'a\\xff'`, /word 3 of the command is not valid UTF-8: a\ufffd\nhint: /],
  ['a variable', '-- printenv ODD', /variable ODD is not valid UTF-8\nhint: .*env -u ODD rolecall/],
])('%s that is not UTF-8 is refused, never replaced', async (_, words, message) => {
  const { code, stdout, stderr } = await outcome(
    'bash',
    `${words.includes('ODD') ? `export ODD=$'\\xfe'; ` : ''}rolecall exec base --no-session ${words}`,
  )
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(message)
})

test('the replacement character itself is a character like any other', async () => {
  const { env, exec } = await both('bash', `RUN printf %s '\ufffd'`)
  expect(exec).toEqual(env)
})

test.each([
  ['/no/such/shell', 127, 'your shell does not exist: SHELL is /no/such/shell'],
  ['/etc/passwd', 126, 'your shell cannot be executed: SHELL is /etc/passwd'],
])('SHELL=%s is reported before a code is asked for', async (SHELL, code, message) => {
  const result = await scene.rolecall(['exec', 'audit', '--no-cache'], { env: { SHELL } })
  expect(result).toMatchObject({ code, stdout: '' })
  expect(result.stderr).toBe(
    `rolecall: ${message}\nhint: choose another one: SHELL=/bin/sh rolecall exec\n`,
  )
})

test.each([
  [
    ['--', 'base', 'ls', '-l'],
    'base is a profile, which goes before --: rolecall exec base -- ls -l',
  ],
  [['--', 'base'], 'base is a profile, which goes before --: rolecall exec base'],
  [
    ['--no-session', '--', 'base', 'ls'],
    'base is a profile, which goes before --: rolecall exec --no-session base -- ls',
  ],
  [
    ['base', '--', '--region', 'us-east-1', 'env'],
    'flags of rolecall go before --: rolecall exec base --region us-east-1 -- env',
  ],
  [
    ['base', '--', '--no-session', '--region=us-east-1', 'ls', '-l'],
    'flags of rolecall go before --: rolecall exec base --no-session --region=us-east-1 -- ls -l',
  ],
])('exec %j is corrected', async (words, hint) => {
  const result = await scene.rolecall(['exec', ...words])
  expect(result).toMatchObject({ code: 127, stdout: '' })
  expect(result.stderr).toMatch(/^rolecall: command not found: \S+\nhint: .*\n$/)
  expect(result.stderr).toContain(`hint: ${hint}\n`)
})

test.each([
  ['--region us-east-1 base aws s3 ls', '--region us-east-1 base -- aws s3 ls'],
  [
    '--region=us-east-1 --no-session base aws --x',
    '--region=us-east-1 --no-session base -- aws --x',
  ],
  ['--profile base aws s3', '--profile base -- aws s3'],
  ['base --region us-east-1 aws s3', 'base --region us-east-1 -- aws s3'],
])('exec %s lacks --', async (typed, corrected) => {
  const result = await scene.rolecall(['exec', ...typed.split(' ')])
  expect(result).toMatchObject({ code: 2, stdout: '' })
  expect(result.stderr).toBe(
    `rolecall: the command to run goes after --\nhint: rolecall exec ${corrected}\n`,
  )
})

describe('in a terminal', () => {
  function bash(): Terminal {
    const env = { ...scene.env, PS1: 'OUTER> ', SHELL: 'bash', NO_COLOR: '1' }
    return runInTerminal('bash', ['--norc', '--noprofile', '-i'], { env, cwd: scene.home.path })
  }

  test.each(['env', EXEC])(
    'suspend in a shell of %s stops the job, and fg goes on',
    async (program) => {
      using terminal = bash()
      await terminal.waitFor(/OUTER> /)
      terminal.send(`${program} bash --norc --noprofile -i\r`)
      await terminal.waitFor(/OUTER> /)
      terminal.send('echo in"ner" $SHLVL; suspend\r')
      await terminal.waitFor(/inner 2[^]*Stopped[^]*OUTER> /)
      terminal.send('echo out"er" $SHLVL; fg\r')
      await terminal.waitFor(/outer 1[^]*OUTER> /)
      terminal.send('echo in"ner" $SHLVL; exit 5\r')
      await terminal.waitFor(/inner 2[^]*OUTER> /)
      terminal.send('exit $?\r')
      expect((await terminal.exit).code).toBe(5)
    },
  )

  test.each(['env', EXEC])('Ctrl-C stops a loop around %s', async (program) => {
    using terminal = bash()
    await terminal.waitFor(/OUTER> /)
    terminal.send(
      `for i in 1 2 3; do ${program} sh -c "echo rou''nd $i; exec sleep 60"; done; echo "st"atus $?\r`,
    )
    await terminal.waitFor(/round 1/)
    terminal.send('\x03')
    await terminal.waitFor(/OUTER> /)
    terminal.send('exit 7\r')
    expect((await terminal.exit).code).toBe(7)
    expect(terminal.transcript).not.toMatch(/round 2/)
  })

  test('the streams of the command block, and its terminal is as before', async () => {
    using terminal = bash()
    await terminal.waitFor(/OUTER> /)
    const look = `'stty -g >modes.RUN; for n in 0 1 2; do cat /proc/$$/fdinfo/$n; done | grep -c "flags:.*4...$" >blocking.RUN'`
    terminal.send(
      `env sh -c ${look.replaceAll('RUN', 'env')}; ${EXEC} sh -c ${look.replaceAll('RUN', 'exec')}\r`,
    )
    await terminal.waitFor(/OUTER> /)
    terminal.send('cmp modes.env modes.exec && cmp blocking.env blocking.exec && exit 7\r')
    expect((await terminal.exit).code).toBe(7)
  })

  test('a shell within a shell is told of', async () => {
    using terminal = bash()
    await terminal.waitFor(/OUTER> /)
    terminal.send('rolecall exec base --no-session\r')
    await terminal.waitFor(/type exit to leave this shell/)
    await terminal.waitFor(/\$ |# /)
    terminal.send('rolecall exec base --no-session\r')
    await terminal.waitFor(/type exit to return to the shell of base/)
  })
})
