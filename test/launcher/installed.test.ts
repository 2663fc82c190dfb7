import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keychainAvailable } from '../support/keychain.js'
import { isOtherProgram } from '../support/run.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'
import { machineWithSessions, type Machine } from './machine.js'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const TRACE = { ROLECALL_LAUNCHER_TRACE: '1' }
const ANSWERED = 'launcher: answered\n'

/** rolecall and its launcher as npm installs them, with a Node of their own. */
describe.skipIf(!launcherAvailable || !keychainAvailable)(
  `an installed launcher ${launcherReason}`,
  () => {
    let machine: Machine
    let prefix: string

    beforeAll(async () => {
      const launcher = buildLauncher()
      machine = await machineWithSessions()
      prefix = join(machine.home.path, '.nvm/versions/node/v20.20.0')
      const modules = join(prefix, 'lib/node_modules')
      const own = join(modules, `rolecall-${process.platform}-${process.arch}/bin`)
      for (const path of [own, join(prefix, 'bin'), join(modules, 'rolecall')]) {
        mkdirSync(path, { recursive: true })
      }
      copyFileSync(launcher, join(own, 'rolecall'))
      chmodSync(join(own, 'rolecall'), 0o755)
      cpSync(join(PROJECT, 'bin'), join(modules, 'rolecall/bin'), { recursive: true })
      for (const each of ['dist', 'node_modules']) {
        symlinkSync(join(PROJECT, each), join(modules, 'rolecall', each))
      }
      writeFileSync(join(modules, 'rolecall/package.json'), '{"type":"commonjs"}')
      try {
        linkSync(process.execPath, join(prefix, 'bin/node'))
      } catch {
        copyFileSync(process.execPath, join(prefix, 'bin/node'))
      }
    }, BUILD_TIMEOUT_MS)

    afterAll(() => machine[Symbol.asyncDispose]())

    type Result = SpawnSyncReturns<string>
    const run = (file: string, args: readonly string[], more: object = {}): Result =>
      spawnSync(file, args, { env: { ...machine.env, ...more }, encoding: 'utf8' })
    const script = (): string => join(prefix, 'lib/node_modules/rolecall/bin/rolecall.js')
    const launcher = (): string =>
      join(prefix, `lib/node_modules/rolecall-${process.platform}-${process.arch}/bin/rolecall`)
    const program = (...args: string[]): Result =>
      run(join(prefix, 'bin/node'), [script(), ...args])
    const line = (): string => {
      const config = readFileSync(join(machine.home.path, '.aws/config'), 'utf8')
      return /^credential_process = (.*)$/m.exec(config)?.[1] ?? ''
    }
    /** As an SDK runs it, without a PATH. */
    const asSdk = (more: Record<string, string> = {}): Result => {
      const { PATH, ...env } = machine.env
      expect(PATH).toBeDefined()
      return spawnSync('/bin/sh', ['-c', line()], { env: { ...env, ...more }, encoding: 'utf8' })
    }

    test('an adopted profile starts it, and it finds its Node without a PATH', () => {
      expect(program('adopt', 'dev').status).toBe(0)
      expect(asSdk(TRACE)).toMatchObject({ status: 0, stderr: ANSWERED })
      expect(asSdk().stdout).toBe(program('process', 'dev').stdout)
      expect(run(launcher(), ['status'], { PATH: '' })).toMatchObject({ status: 0 })
    })

    test('the profile goes back to Node without it, and to it again', () => {
      renameSync(launcher(), `${launcher()}.gone`)
      expect(asSdk(TRACE)).toMatchObject({ status: 0, stderr: '' })
      expect(program('list').stdout).not.toContain('gone')
      renameSync(`${launcher()}.gone`, launcher())
      expect(asSdk(TRACE)).toMatchObject({ status: 0, stderr: ANSWERED })
    })

    test('an upgrade of Node moves it', () => {
      const next = prefix.replace('v20.20.0', 'v22.5.1')
      renameSync(prefix, next)
      prefix = next
      expect(asSdk(TRACE)).toMatchObject({ status: 0, stderr: ANSWERED })
    })

    test('list names a profile whose program is gone, even if its launcher is there', () => {
      const folder = join(script(), '..')
      renameSync(folder, `${folder}.gone`)
      const { stdout } = run(process.execPath, [join(PROJECT, 'bin/rolecall.js'), 'list'])
      expect(stdout).toContain('rolecall where it was installed before, which is gone')
      renameSync(`${folder}.gone`, folder)
    })

    test.each(['bash', 'zsh', 'fish'])('the integration for %s calls it by its path', (shell) => {
      const { stdout } = program('init', shell)
      expect(stdout).toContain(`-x ${launcher()}`)
      const calls = stdout.replaceAll(/^ *\\?command rolecall (?="\$@"|\$argv).*$/gm, '')
      expect(calls).not.toContain('command rolecall')
    })

    test('the shell function switches by it, and by the command in PATH once it has moved', () => {
      const file = join(machine.home.path, 'integration.bash')
      writeFileSync(file, program('init', 'bash').stdout)
      const words = ['-c', `. ${file}; rolecall use ops; echo "$ROLECALL_PROFILE"`]
      const switched = run('bash', words, TRACE)
      expect(switched.stdout).toBe('ops\n')
      expect(switched.stderr).toMatch(/^launcher: answered\nrolecall: ops: /)
      renameSync(launcher(), `${launcher()}.gone`)
      const after = run('bash', words, TRACE)
      expect(after.stdout).toBe('ops\n')
      // In a run through the launcher (test/support/run.ts), that command is the launcher, too.
      expect(after.stderr).toMatch(
        isOtherProgram ? /^launcher: answered\nrolecall: ops: / : /^rolecall: ops: /,
      )
      renameSync(`${launcher()}.gone`, launcher())
    })
  },
)
