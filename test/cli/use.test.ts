import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from '../support/commands.js'
import { runCommand } from '../support/run.js'
import { answer, startScene, type Scene } from '../support/scene.js'
import { INTERACTIVE_SHELLS, startShell, type ShellSession } from '../support/shell.js'

const HOSTILE = `$(touch x)'; touch x; "\``

const CONFIG = `[profile by-name]
credential_process = rolecall process --profile by-name
rolecall_role_arn = arn:aws:iam::222222222222:role/admin
rolecall_source_profile = base
region = us-east-2

[profile named]
credential_process = rolecall process --profile named
rolecall_role_arn = arn:aws:iam::222222222222:role/nomfa
rolecall_source_profile = keys
region = us-east-2

[profile "no region"]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = keys

`
/** In the credentials file any name goes. */
const HOSTILE_PROFILE = `[${HOSTILE}]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = keys
region = eu-north-1
`

let scene: Scene
beforeAll(async () => {
  scene = await startScene(CONFIG)
  const { accessKeyId, secretAccessKey } = scene.key
  await scene.home.write(
    '.aws/credentials',
    ['base', 'keys']
      .map(
        (name) =>
          `[${name}]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`,
      )
      .join('') + HOSTILE_PROFILE,
  )
})
afterAll(() => scene[Symbol.asyncDispose]())

const WHO = 'aws sts get-caller-identity --query Arn --output text'
const SEEN = `sh -c 'printf "%s|" "$ROLECALL_PROFILE" "$AWS_PROFILE" "$AWS_REGION" "$AWS_SECRET_ACCESS_KEY"'`

describe.concurrent.each(INTERACTIVE_SHELLS)('%s', { timeout: 90_000 }, (shell) => {
  test.skipIf(!isInstalled(shell) || !isInstalled('aws'))(
    'use, filter, Enter, code: only this shell has the role',
    async () => {
      await using scene = await startScene(CONFIG)
      using session = await startShell(scene, shell)
      session.type('rolecall use')
      await session.terminal.waitFor(/esc cancel/)
      session.terminal.send('dev')
      await session.terminal.waitFor(/1 of \d/)
      session.terminal.send('\r')
      await answer(session.terminal, scene.sts.freshCode(scene.serial))
      await session.ready()
      expect(await session.output(WHO)).toMatch(/:assumed-role\/dev\//)

      await session.run('rolecall use by-name')
      expect(await session.output(SEEN)).toBe('by-name|by-name|us-east-2||')
      expect(await session.output(WHO)).toMatch(/:assumed-role\/admin\//)

      await session.run('rolecall use -')
      expect(await session.output(SEEN)).toMatch(/^dev\|\|eu-west-1\|\S{40}\|$/)

      using tab = await startShell(scene, shell)
      expect(await tab.output(SEEN)).toBe('||||')

      await session.run('rolecall use --unset')
      expect(await session.output(SEEN)).toBe('||||')
    },
  )
})

describe('within one shell', () => {
  let session: ShellSession
  beforeAll(async () => {
    session = await startShell(scene, 'bash')
  })
  afterAll(() => session[Symbol.dispose]())

  test('--export puts the credentials into the environment in any case', async () => {
    session.type('rolecall use --export by-name')
    await answer(session.terminal, scene.sts.freshCode(scene.serial))
    await session.ready()
    expect(await session.output(SEEN)).toMatch(/^by-name\|\|us-east-2\|\S{40}\|$/)
  })

  test('so does a flag that the profile knows nothing of', async () => {
    await session.run('rolecall use by-name --duration 20m')
    expect(await session.output(SEEN)).toMatch(/^by-name\|\|us-east-2\|\S{40}\|$/)
  })

  test('so does a session that is not in the default store', async () => {
    await session.run('rolecall use by-name --store file')
    expect(await session.output(SEEN)).toMatch(/^by-name\|\|us-east-2\|\S{40}\|$/)
    session.type('rolecall use by-name --no-cache')
    await answer(session.terminal, scene.sts.freshCode(scene.serial))
    await session.ready()
    expect(await session.output(SEEN)).toMatch(/^by-name\|\|us-east-2\|\S{40}\|$/)
  })

  test('the region of the role before does not become the one of the next', async () => {
    await session.run(`rolecall use 'no region'`)
    expect(await session.output(SEEN)).toMatch(/^no region\|\|\|\S{40}\|$/)
  })

  test('a region of the user is left alone', async () => {
    await session.run('export AWS_REGION=sa-east-1')
    await session.run(`rolecall use 'no region'`)
    await session.run(`rolecall use 'no region'`)
    expect(await session.output(SEEN)).toMatch(/^no region\|\|sa-east-1\|/)
    await session.run('rolecall use --unset')
    expect(await session.output(SEEN)).toBe('||sa-east-1||')
    await session.run('unset AWS_REGION AWS_DEFAULT_REGION')
  })

  test('a name that means something to a shell is a name', async () => {
    await session.run(`rolecall use "$(printf '%s' '${HOSTILE.replaceAll("'", `'\\''`)}')"`)
    expect(await session.output(SEEN)).toMatch(/eu-north-1/)
    expect((await scene.home.files()).filter((file) => file.endsWith('/x'))).toEqual([])
  })

  test('a switch that fails changes nothing and fails visibly', async () => {
    const before = await session.output(SEEN)
    session.type('rolecall use nobody --no-input; echo "status $?"')
    await session.terminal.waitFor(/there is no profile nobody/)
    await session.terminal.waitFor(/status 1/)
    await session.ready()
    expect(await session.output(SEEN)).toBe(before)
  })
})

describe('the function', () => {
  test.each([
    ['bash', 'set -eu', ''],
    ['bash', 'shopt -s expand_aliases', ''],
    ['zsh', 'set -eu', ''],
    ['zsh', 'setopt aliases', ''],
    ['zsh', 'setopt sh_word_split ksh_arrays no_unset warn_create_global err_return', ''],
  ])('in %s, after %s, twice in one rc', async (shell, options) => {
    const aliases = ['rolecall', 'command', 'eval', 'local', 'return']
      .map((name) => `alias ${name}='echo aliased'`)
      .join('\n')
    const rc = await scene.home.write('rc', (await scene.rolecall(['init', shell])).stdout)
    const script = `${options}
${options.includes('alias') ? aliases : ''}
. '${rc}'
. '${rc}'
${options.includes('alias') ? 'unalias rolecall' : ''}
rolecall use 'no region'
echo "$ROLECALL_PROFILE"
rolecall_prompt
echo "$ROLECALL_PROMPT"
rolecall use --unset
echo "\${ROLECALL_PROFILE-none}"
rolecall env --unset --format env-no-export | grep -c unset
`
    const { stdout, stderr, code } = await runCommand(shell, ['-c', script], { env: scene.env })
    expect(stderr).toMatch(
      /^rolecall: no region: nomfa in 222222222222, \d+ (min|h) left\nrolecall: the credentials are in this shell, so AWS_PROFILE=NAME [^\n]*\n$/,
    )
    expect(stdout).toMatch(/^no region\nno region (\d+m|1h0m)\nnone\n7\n$/)
    expect(code).toBe(0)
  })

  test('passes everything else through: stdin, arguments, status', async () => {
    const script = `eval "$(rolecall init bash)"; rolecall exec 'no region' -- sh -c 'cat; exit 7' "a b"`
    const result = await runCommand('bash', ['-c', script], { env: scene.env, stdin: 'in' })
    expect(result).toMatchObject({ stdout: 'in', stderr: '', code: 7 })
  })

  test.each([
    ['bash', 'eval "$(rolecall init bash)"'],
    ['zsh', 'eval "$(rolecall init zsh)"'],
    ['fish', 'rolecall init fish | source'],
  ])('lets text that use is asked for through in %s', async (shell, init) => {
    const calls = ['use --help', 'use dev -h', 'use --version', 'use dev -v']
    const script = [
      shell === 'fish' ? '' : 'IFS=,',
      init,
      ...calls.map((call) => `rolecall ${call}`),
    ].join('\n')
    const { stdout, stderr, code } = await runCommand(shell, ['-c', script], { env: scene.env })
    expect(stdout).toMatch(/^(Usage: rolecall use[^]*){2}\n0\.1\.0\n0\.1\.0\n$/)
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  })

  test.each([
    ['bash', 'eval "$(rolecall init bash)"'],
    ['zsh', 'eval "$(rolecall init zsh)"'],
    ['fish', 'rolecall init fish | source'],
  ])('evaluates no text in %s, in whatever way it is asked for', async (shell, init) => {
    for (const call of ['use -vh', 'use dev -hv', 'use -hx dev']) {
      const script = `${init}\nrolecall ${call}\necho "still $ROLECALL_PROFILE"`
      const { stdout, stderr } = await runCommand(shell, ['-c', script], { env: scene.env })
      expect(stdout).toMatch(/still \n$/)
      expect(stderr).not.toMatch(/command not found|unknown command:|Unknown command:|syntax/i)
    }
    // A function of an earlier version asks for it.
    const asked = await scene.rolecall(['use', '-vh'], { env: { ROLECALL_SHELL: shell } })
    expect(asked).toMatchObject({ code: 0, stdout: '' })
  })

  test('switches by value in a pod, whose identity some SDKs prefer to AWS_PROFILE', async () => {
    const pod = { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'arn:aws:iam::1:role/pod' }
    for (const [env, kind] of [
      [pod, 'by value'],
      [{}, 'by reference'],
    ] as const) {
      const script = `eval "$(rolecall init bash)"; rolecall use named; echo "$AWS_PROFILE|\${AWS_ACCESS_KEY_ID:+keys}"`
      const result = await runCommand('bash', ['-c', script], { env: { ...scene.env, ...env } })
      expect(result.stdout).toBe(kind === 'by value' ? '|keys\n' : 'named|\n')
      expect(result.stderr.includes('AWS_PROFILE=NAME')).toBe(kind === 'by value')
    }
  })

  test('gives back what the user had, after a switch by value and by reference', async () => {
    const own = { AWS_PROFILE: 'mine', AWS_DEFAULT_PROFILE: 'old', AWS_REGION: 'sa-east-1' }
    const show = 'echo "$AWS_PROFILE|$AWS_DEFAULT_PROFILE|$AWS_REGION|$AWS_DEFAULT_REGION"'
    const script = `eval "$(rolecall init bash)"
rolecall use 'no region' --region us-west-2; ${show}; rolecall use named; ${show}; rolecall use --unset; ${show}`
    const result = await runCommand('bash', ['-c', script], { env: { ...scene.env, ...own } })
    expect(result.stdout).toBe(
      '||us-west-2|us-west-2\nnamed||sa-east-1|sa-east-1\nmine|old|sa-east-1|\n',
    )
  })

  test('is required', async () => {
    const { stdout, stderr, code } = await scene.rolecall(['use', 'dev'])
    expect(stderr).toMatch(
      /needs the rolecall shell function to change this shell\nhint: .*rolecall init --help/,
    )
    for (const [SHELL, line] of [
      ['/bin/zsh', 'add `eval "$(rolecall init zsh)"` to ~/.zshrc and'],
      ['/usr/bin/fish', 'add `rolecall init fish | source` to ~/.config/fish/config.fish and'],
      ['/bin/tcsh', 'add `eval "$(rolecall init bash)"` to ~/.bashrc and'],
    ] as const) {
      const result = await scene.rolecall(['use', 'dev'], { env: { SHELL } })
      expect(result).toMatchObject({ code: 2, stdout: '' })
      expect(result.stderr).toContain(`hint: ${line} open a new shell`)
    }
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
  })

  test('init shows the line for the shell that runs it, else for the login shell', async () => {
    for (const [shell, file] of [
      ['bash', '~/.bashrc'],
      ['zsh', '~/.zshrc'],
      ['fish', '~/.config/fish/config.fish'],
    ] as const) {
      const expected = new RegExp(`^# add this line to ${file}:\n.*rolecall init ${shell}.*\n$`)
      const inShell = { env: { ...scene.env, SHELL: '/bin/tcsh' } }
      const seen = await runCommand(shell, ['-c', 'rolecall init; true'], inShell)
      expect(seen).toMatchObject({ code: 0, stderr: '' })
      expect(seen.stdout).toMatch(expected)
      const login = await scene.rolecall(['init'], { env: { SHELL: `/usr/bin/${shell}` } })
      expect(login.stdout).toMatch(expected)
    }
  })

  test('names the supported shells', async () => {
    const { stdout, stderr, code } = await scene.rolecall(['init', 'tcsh'])
    expect(stderr).toContain('one of bash, zsh, fish, powershell')
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    const help = await scene.rolecall(['init', '--help'])
    expect(help.stdout).toContain('eval "$(rolecall init bash)"')
  })
})

describe('the prompt segment', () => {
  const rc: Record<string, string> = {}
  beforeAll(async () => {
    for (const shell of INTERACTIVE_SHELLS) {
      const { stdout } = await scene.rolecall(['init', shell])
      rc[shell] = await scene.home.write(`rc.${shell}`, stdout)
    }
  })
  const soon = (): string => String(Math.floor(Date.now() / 1000) + 3 * 3600 + 170)
  const past = (): string => '1000000000'
  const almost = (): string => String(Math.floor(Date.now() / 1000) + 50)
  const never = (): string => ''
  test.each([
    ['by reference', 'dev', soon, 'dev 3h2m 5'],
    ['by value', '', soon, 'dev 3h2m 5'],
    ['in its last minute', '', almost, 'dev <1m 5'],
    ['expired by reference', 'dev', past, 'dev 5'],
    ['expired by value', '', past, 'dev expired 5'],
    ['without a time', '', never, 'dev 5'],
    ['with an invalid time', '', () => 'a[$(touch x)]', 'dev 5'],
    ['limited', '', soon, 'dev (read-only $(touch x)) 3h2m 5', 'read-only $(touch x)'],
    ['limited and expired', '', past, 'dev (s3:Get*) expired 5', 's3:Get*'],
  ])('%s', async (_, awsProfile, expires, expected, limit = '') => {
    const posix = '. "$RC"; sh -c "exit 5"; rolecall_prompt; echo "$ROLECALL_PROMPT $?"'
    const scripts = {
      bash: posix,
      zsh: posix,
      fish: 'source $RC; sh -c "exit 5"; rolecall_prompt; echo "$ROLECALL_PROMPT $status"',
    }
    for (const [shell, script] of Object.entries(scripts)) {
      const role = {
        RC: rc[shell] ?? '',
        ROLECALL_PROFILE: 'dev',
        AWS_PROFILE: awsProfile,
        ROLECALL_EXPIRES: expires(),
        ROLECALL_LIMIT: limit,
      }
      const result = await runCommand(shell, ['-c', script], {
        env: { ...scene.env, ...role },
        cwd: scene.home.path,
      })
      expect({ shell, ...result }).toMatchObject({ shell, stdout: `${expected}\n`, stderr: '' })
    }
    expect((await scene.home.files()).filter((file) => file.endsWith('/x'))).toEqual([])
  })

  test.each([
    ['bash', /\[50%\$\(touch x\) 3h2m\] READY> /],
    ['zsh', /\[50%\$\(touch x\) 3h2m\] READY> /],
    ['fish', /50%\$\(touch x\) 3h2m/],
  ] as const)('is in the prompt of %s with the lines in docs/shell.md', async (shell, shown) => {
    await using scene = await startScene()
    const docs = await readFile(new URL('../../docs/shell.md', import.meta.url), 'utf8')
    const [, lines = ''] = new RegExp(`\n${shell}[^\n]*:\n\n((?: {4}.*\n)+)`).exec(docs) ?? []
    expect(lines).toContain('rolecall_prompt')
    const role = { ROLECALL_PROFILE: '50%$(touch x)', ROLECALL_EXPIRES: soon() }
    using session = await startShell(scene, shell, { rc: lines, env: role })
    session.type('')
    await session.terminal.waitFor(shown)
    expect((await scene.home.files()).filter((file) => file.endsWith('/x'))).toEqual([])
  })

  test('starts no process', async () => {
    const script = 'eval "$(rolecall init bash)"; PATH=; rolecall_prompt; echo "$ROLECALL_PROMPT"'
    const env = { ...scene.env, ROLECALL_PROFILE: 'dev', ROLECALL_EXPIRES: soon() }
    expect(await runCommand('bash', ['-c', script], { env })).toMatchObject({
      stdout: 'dev 3h2m\n',
      stderr: '',
    })
  })
})
