import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'

describe.skipIf(!launcherAvailable)(`a terminal and the launcher ${launcherReason}`, () => {
  let launcher: string
  let scene: Scene

  beforeAll(async () => {
    launcher = buildLauncher()
    scene = await startScene()
  }, BUILD_TIMEOUT_MS)

  afterAll(() => scene[Symbol.asyncDispose]())

  const shell = () =>
    runInTerminal('bash', ['--noprofile', '--norc', '-i'], {
      env: { ...scene.env, PS1: 'READY> ', L: launcher },
    })

  test('^C at the prompt ends it, and the shell goes on', async () => {
    using terminal = shell()
    await terminal.waitFor(/READY> /)
    terminal.send('"$L" process dev; echo "code $?"\r')
    await terminal.waitFor(/MFA code for \S+: /)
    terminal.send('\x03')
    await terminal.waitFor(/READY> /)
    terminal.send('echo "still" here\r')
    expect(await terminal.waitFor(/still here/)).toBeTruthy()
  })

  test('a prompt, stopped by ^Z and continued by fg', async () => {
    using terminal = shell()
    await terminal.waitFor(/READY> /)
    terminal.send('"$L" process dev | grep -c Version; echo "code ${PIPESTATUS[0]}"\r')
    await terminal.waitFor(/MFA code for \S+: /)
    terminal.send('\x1a')
    await terminal.waitFor(/Stopped[^]*READY> /)
    terminal.send('fg\r')
    await terminal.waitFor(/process dev/)
    terminal.send(`${scene.sts.freshCode(scene.serial)}\r`)
    await terminal.waitFor(/\n1\r?\n[^]*READY> /)
    // The next one is a hit, and prompts for nothing.
    terminal.send('ROLECALL_LAUNCHER_TRACE=1 "$L" process dev >/dev/null\r')
    await terminal.waitFor(/launcher: answered[^]*READY> /)
  })
})
