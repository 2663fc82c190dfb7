import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand, type RunResult } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'

/*
 * Node gives each signal its default action when it starts, except SIGPIPE and SIGXFSZ, which it
 * ignores. The launcher behaves in the same way, and a command of `exec` inherits what it did.
 */

const TRACE = { ROLECALL_LAUNCHER_TRACE: '1' }
const COLD = 'launcher: a cold call\nlauncher: answered\n'
const HIT = 'launcher: answered\n'

describe.skipIf(!launcherAvailable)(`signals and the launcher ${launcherReason}`, () => {
  let launcher: string
  let scene: Scene
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-signals-'))

  beforeAll(async () => {
    launcher = buildLauncher()
    scene = await startScene()
    const { accessKeyId, secretAccessKey } = scene.key
    const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
    await scene.configure(`[profile keys]
${keys}
[profile nomfa]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = keys
region = eu-west-1

[profile waiting]
credential_process = echo $$ > $HOME/waiting; sleep 60

[profile failing]
credential_process = exit 7
`)
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await scene[Symbol.asyncDispose]()
  })

  /** Runs a script, in which `$0` is the launcher. */
  const bash = (script: string, options = '-c'): Promise<RunResult> =>
    runCommand('bash', [options, script, launcher], { env: { ...scene.env, ...TRACE } })

  test('a full disk costs nobody the credentials, on a miss and on a hit', async () => {
    const miss = await bash('ulimit -f 0; exec "$0" process nomfa')
    expect(miss).toMatchObject({ code: 0, signal: undefined, stderr: COLD })
    expect(miss.stdout).toContain('"SessionToken"')
    const { stdout } = await bash('"$0" process nomfa')
    const hit = await bash('ulimit -f 0; exec "$0" process nomfa')
    expect(hit).toMatchObject({ code: 0, stdout, stderr: HIT })
  })

  test('an answer that the limit on the size of a file cuts is an error', async () => {
    const result = await bash(`ulimit -f 0; exec "$0" process nomfa >'${folder}/out'`)
    expect(result).toMatchObject({ code: 1, signal: undefined })
    expect(result.stderr).toContain('rolecall: cannot write to stdout: EFBIG\n')
  })

  test('messages to a reader that has gone cost nobody the credentials', async () => {
    const result = await bash('exec 2> >(exec true); wait $!; exec "$0" process nomfa --refresh')
    expect(result).toMatchObject({ code: 0, signal: undefined })
    expect(result.stdout).toContain('"SessionToken"')
  })

  test.each(['INT', 'TERM', 'HUP'])(
    'SIG%s ends it and its command, even if the parent ignores the signal',
    async (name) => {
      const script = `trap '' ${name}; "$0" process waiting --no-input & asked=$!
        until [ -s $HOME/waiting ]; do sleep 0.05; done
        command=$(cat $HOME/waiting); rm $HOME/waiting
        kill -${name} $asked; wait $asked; kill -l $?
        for i in 1 2 3 4 5 6 7 8 9 10; do ps -o stat= -p $command | grep -qv Z || exit 0; sleep 0.1; done
        echo still alive; kill -KILL -$command`
      expect(await bash(script)).toMatchObject({ code: 0, stdout: `${name}\n` })
    },
  )

  test('it learns how a command ended, even if the parent ignores SIGCHLD', async () => {
    const result = await bash(`trap '' CHLD; exec "$0" process failing`)
    expect(result.stderr).toContain('rolecall: credential_process (exit) exited with status 7')
    expect(result.code).toBe(1)
  })

  test.each(['', `trap '' XFSZ PIPE;`, `trap '' INT;`, `trap '' CHLD;`])(
    'the command of exec inherits what the launcher did, on a miss and on a hit: %s',
    async (trap) => {
      const inner = 'grep SigIgn /proc/self/status'
      const bare = await bash(`${trap} exec ${inner}`)
      expect(bare.stdout).toMatch(/^SigIgn:\t[0-9a-f]+\n$/)
      const words = `exec nomfa -- ${inner}`
      const miss = words.replace('nomfa', 'nomfa --refresh')
      expect(await bash(`${trap} exec "$0" ${miss}`)).toMatchObject({
        stdout: bare.stdout,
        stderr: COLD,
      })
      expect(await bash(`${trap} exec "$0" ${words}`)).toMatchObject({
        stdout: bare.stdout,
        stderr: HIT,
      })
    },
  )
})
