import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

export interface Staged {
  /** The Node that the tree contains. */
  node: string
  /** Folder of libraries that this Node finds by its name, two folders above; often none. */
  libraries?: string | undefined
  nodeLicence: string
  /** The launcher of the platform; undefined if there is none. */
  launcher: string | undefined
  /** Folder of the package with the keychain addon. */
  keyring: string
  /** `linux-x64` */
  target: string
  /** THIRD-PARTY-NOTICES of everything in the tree but Node. */
  notices: string
}

/** Where each shell looks for its completion, below a prefix such as /usr. */
const COMPLETIONS: Readonly<Record<string, string>> = {
  'rolecall.bash': 'share/bash-completion/completions/rolecall',
  _rolecall: 'share/zsh/vendor-completions/_rolecall',
  'rolecall.fish': 'share/fish/vendor_completions.d/rolecall.fish',
}

const DOCUMENTS = ['README.md', 'SECURITY.md', 'CHANGELOG.md', 'docs']

/** What is installed beside the bundle, from node_modules. */
const ADDONS = [
  '@napi-rs/keyring',
  'bare-addon-resolve',
  'bare-module-resolve',
  'bare-semver',
  'fs-native-extensions',
  'require-addon',
  'which-runtime',
]

/**
 * Lays rolecall out below a prefix, as an archive and a .deb contain it: `bin/rolecall` is a link
 * to the launcher, `lib/rolecall` has the program with a Node of its own, `share` the rest. On
 * Windows `rolecall.exe` is the launcher itself.
 */
export function stage(root: string, prefix: string, parts: Staged): void {
  const program = join(prefix, 'lib/rolecall')
  rmSync(prefix, { recursive: true, force: true })
  copy(root, program, ['bin', 'package.json', ...ADDONS.map((name) => `node_modules/${name}`)])
  cpSync(join(root, 'dist'), join(program, 'dist'), {
    recursive: true,
    filter: (path) => !/metafile-[\w-]+\.json$/.test(path),
  })
  keepOnly(join(program, 'node_modules/fs-native-extensions'), parts.target.replace('-musl', ''))
  cpSync(parts.keyring, join(program, 'node_modules/@napi-rs', keyringName(parts.keyring)), {
    recursive: true,
  })
  const isWindows = parts.target.startsWith('win32')
  const node = join(program, isWindows ? 'node/node.exe' : 'node/bin/node')
  mkdirSync(dirname(node), { recursive: true })
  cpSync(parts.node, node, { dereference: true })
  chmodSync(node, 0o755)
  if (parts.libraries !== undefined) {
    cpSync(parts.libraries, join(program, basename(parts.libraries)), { recursive: true })
  }
  if (isWindows) cpSync(parts.launcher ?? '', join(prefix, 'rolecall.exe'))
  else stageStart(prefix, program, parts.launcher)
  stageShare(root, prefix, parts)
}

function copy(root: string, target: string, names: readonly string[]): void {
  for (const name of names) cpSync(join(root, name), join(target, name), { recursive: true })
}

/** An addon has files of every platform. */
function keepOnly(addon: string, target: string): void {
  const prebuilds = join(addon, 'prebuilds')
  const own = join(prebuilds, target)
  cpSync(own, `${prebuilds}.own`, { recursive: true })
  rmSync(prebuilds, { recursive: true })
  cpSync(`${prebuilds}.own`, own, { recursive: true })
  rmSync(`${prebuilds}.own`, { recursive: true })
  for (const sources of ['binding.c', 'CMakeLists.txt', 'include', 'src']) {
    rmSync(join(addon, sources), { recursive: true, force: true })
  }
}

function keyringName(folder: string): string {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { name: string }).name.replace('@napi-rs/', '')
}

/** The launcher is at its place in a checkout, where it and the program find each other. */
function stageStart(prefix: string, program: string, launcher: string | undefined): void {
  const bin = join(prefix, 'bin')
  mkdirSync(bin, { recursive: true })
  const start = join(program, launcher === undefined ? 'start' : 'launcher/build/rolecall')
  mkdirSync(dirname(start), { recursive: true })
  if (launcher === undefined) writeFileSync(start, SCRIPT)
  else {
    cpSync(launcher, start, { dereference: true })
    writeFileSync(join(dirname(start), 'node-path'), '../../node/bin/node\n')
  }
  chmodSync(start, 0o755)
  symlinkSync(relative(bin, start), join(bin, 'rolecall'))
}

/** In place of the launcher on a platform that has none. */
const SCRIPT = `#!/bin/sh
own=$(readlink -f "$0")
exec "\${own%/*}/node/bin/node" "\${own%/*}/bin/rolecall.js" "$@"
`

function stageShare(root: string, prefix: string, { notices, nodeLicence }: Staged): void {
  for (const [name, place] of Object.entries(COMPLETIONS)) {
    cpSync(join(root, 'completions', name), join(prefix, place))
  }
  cpSync(join(root, 'man'), join(prefix, 'share/man'), { recursive: true })
  const documents = join(prefix, 'share/doc/rolecall')
  copy(
    root,
    documents,
    DOCUMENTS.filter((name) => existsSync(join(root, name))),
  )
  cpSync(join(root, 'LICENSE'), join(documents, 'copyright'))
  writeFileSync(join(documents, 'THIRD-PARTY-NOTICES'), notices)
  cpSync(nodeLicence, join(documents, 'LICENSE.node'))
}
