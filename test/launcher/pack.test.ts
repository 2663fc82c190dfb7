import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launcherTriple } from '../../scripts/launcher-triple.js'
import { BUILD_TIMEOUT_MS, launcherAvailable, launcherReason } from './built.js'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const PACKAGE = `rolecall-${process.platform}-${process.arch}`
/** The GNU C library adds a fifth, on a machine without musl. */
const MAX_PACKAGE_BYTES = launcherTriple() === 'x86_64-unknown-linux-gnu' ? 2_400_000 : 2_000_000
const INSTALL_TIMEOUT_MS = 120_000

describe.skipIf(!launcherAvailable)(`the packages for npm ${launcherReason}`, () => {
  let packages: string[]
  const folders: string[] = []

  beforeAll(() => {
    const args = ['run', '--silent', 'launcher', '--', '--pack']
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd: PROJECT, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    packages = stdout.trim().split('\n').slice(-2)
  }, BUILD_TIMEOUT_MS)

  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

  const install = (...words: string[]): string => {
    const folder = mkdtempSync(join(tmpdir(), 'rolecall-installed-'))
    folders.push(folder)
    writeFileSync(join(folder, 'package.json'), '{}')
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline']
    const { status, stderr } = spawnSync('npm', ['install', ...quiet, ...words], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toMatchObject({ status: 0 })
    return join(folder, 'node_modules')
  }
  const run = (file: string, ...args: string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), ROLECALL_LAUNCHER_TRACE: '1' }
    const { status, stdout, stderr } = spawnSync(file, args, { env, encoding: 'utf8' })
    return { status, stdout, stderr }
  }

  test(`the launcher has a package of this platform, of at most ${MAX_PACKAGE_BYTES} bytes`, () => {
    expect(packages[1]).toContain(`${PACKAGE}-0`)
    expect(statSync(packages[1] ?? '').size).toBeLessThanOrEqual(MAX_PACKAGE_BYTES)
  })

  test(
    'installed together, the launcher finds the program, and the program its launcher',
    () => {
      const modules = install(...packages)
      const launcher = join(modules, PACKAGE, 'bin/rolecall')
      const { version, scripts } = JSON.parse(
        readFileSync(join(modules, 'rolecall/package.json'), 'utf8'),
      ) as { version: string; scripts?: object }
      expect(scripts).toBeUndefined()
      expect(run(launcher, '--version')).toEqual({
        status: 0,
        stdout: `${version}\n`,
        stderr: 'launcher: answered\n',
      })
      const help = run(launcher, 'env', '--help')
      expect(help).toMatchObject({ status: 0, stderr: expect.stringMatching(/^launcher: /) })
      expect(help.stdout).toContain('Usage: rolecall env')
      expect(run(join(modules, '.bin/rolecall'), 'init', 'bash').stdout).toContain(launcher)
    },
    INSTALL_TIMEOUT_MS,
  )

  test(
    'rolecall works without the optional package',
    () => {
      const modules = install('--omit=optional', packages[0] ?? '')
      expect(existsSync(join(modules, PACKAGE))).toBe(false)
      const { status, stdout } = run(join(modules, '.bin/rolecall'), 'init', 'bash')
      expect(status).toBe(0)
      expect(stdout).not.toContain('rolecall_program')
    },
    INSTALL_TIMEOUT_MS,
  )
})
