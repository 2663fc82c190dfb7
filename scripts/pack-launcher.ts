import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import manifest from '../package.json' with { type: 'json' }
import { writeManPages } from './release/man/write.js'
import { launcherCrates } from './release/notices/all.js'
import { notices } from './release/notices/notices.js'
import { npmPackages } from './release/notices/npm-packages.js'

/*
 * The packages of npm: one with the launcher of this platform, and rolecall itself, which names
 * such packages of the same version as optional dependencies. npm installs the one that fits, and
 * runs no script.
 */

/** The platforms that have a package. The launcher itself is built on each of them. */
const PLATFORMS = ['linux-x64', 'linux-arm64']

/**
 * Packs both packages.
 * @param root of the repository
 * @param launcher path of the built launcher
 * @param target an empty folder is made there
 * @returns the paths of the packages, the launcher's last
 */
export function packPackages(root: string, launcher: string, target: string): string[] {
  rmSync(target, { recursive: true, force: true })
  writeManPages(root)
  writeFileSync(join(root, 'THIRD-PARTY-NOTICES'), notices(npmPackages(root)))
  return [packProgram(root, join(target, 'rolecall')), packLauncher(root, launcher, target)]
}

function packProgram(root: string, folder: string): string {
  mkdirSync(folder, { recursive: true })
  // A name with `!` is what npm leaves out itself.
  const files = manifest.files.filter((name) => !name.startsWith('!'))
  for (const name of [...files, 'README.md', 'LICENSE']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  const optional = PLATFORMS.map((platform) => [`rolecall-${platform}`, manifest.version])
  return pack(folder, {
    ...manifest,
    // For this repository only.
    ...{ scripts: undefined, devDependencies: undefined, overrides: undefined },
    optionalDependencies: Object.fromEntries(optional),
  })
}

function packLauncher(root: string, launcher: string, target: string): string {
  const { platform, arch } = process
  const folder = join(target, `rolecall-${platform}-${arch}`)
  mkdirSync(join(folder, 'bin'), { recursive: true })
  copyFileSync(launcher, join(folder, 'bin', 'rolecall'))
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES'), notices(launcherCrates(root)))
  return pack(folder, {
    name: `rolecall-${platform}-${arch}`,
    version: manifest.version,
    description: `The launcher of rolecall for ${platform} on ${arch}.`,
    license: manifest.license,
    os: [platform],
    cpu: [arch],
    files: ['bin', 'THIRD-PARTY-NOTICES'],
    // Package managers that link packages into a store would not keep the launcher beside rolecall.
    preferUnplugged: true,
  })
}

/** @returns the path of the tarball, which is beside the folder */
function pack(folder: string, content: object): string {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`)
  const target = join(folder, '..')
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', target]
  const { status, stdout } = spawnSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  })
  if (status !== 0) throw new Error(`npm pack failed in ${folder}`)
  const [packed] = JSON.parse(stdout) as { filename: string }[]
  const path = join(target, packed?.filename ?? '')
  compressAgain(path)
  return path
}

/** Compresses a tarball by gzip: npm uses Node's zlib, whose output is 2 % larger. */
function compressAgain(path: string): void {
  const input = gunzipSync(readFileSync(path))
  // Without name and time, so that it is the same each time.
  const { status, stdout } = spawnSync('gzip', ['-9n'], { input, maxBuffer: input.length })
  if (status !== 0) throw new Error(`gzip failed on ${path}`)
  writeFileSync(path, stdout)
}
