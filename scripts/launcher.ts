import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import manifest from '../package.json' with { type: 'json' }
import engineGlobals from '../launcher/engine-globals.json' with { type: 'json' }
import { LAUNCHER_COMMANDS, WINDOWS_COMMANDS } from '../launcher/js/command-names.js'
import { freeGlobals } from './free-globals.js'
import { launcherTriple } from './launcher-triple.js'
import { packPackages } from './pack-launcher.js'
import { addSnapshot, hasSnapshot, inSnapshot } from './snapshot.js'

/*
 * `npm run launcher`: bundles the fast path, compiles it to bytecode, builds the launcher around
 * it, and adds a snapshot (scripts/snapshot.ts). The last line on stdout is the path of what it
 * built: the launcher, or with `--pack` its package for npm, after that of rolecall. Needs cargo
 * (rustup.rs); nothing else in this repository does. With `--debug` exceptions keep their line
 * numbers. With `--target TRIPLE` it is built for another platform, which needs a linker and a C
 * compiler for it. On Linux on x64 it is built with musl, if that is installed
 * (scripts/launcher-triple.ts).
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CRATE = join(ROOT, 'launcher')
const isDebug = process.argv.includes('--debug')
/** Rust's name of another platform: `aarch64-unknown-linux-gnu`. */
const OTHER = process.argv[process.argv.indexOf('--target') + 1 || Infinity]
/** Rust's name of the platform that this is built for. */
const TRIPLE = OTHER ?? launcherTriple()
const IS_WINDOWS = TRIPLE.includes('windows')
const BUILT = join(CRATE, 'build')
/** Where cargo builds. */
const TARGET_FOLDER = process.env['CARGO_TARGET_DIR'] ?? join(CRATE, 'target')
/** What Windows' launcher contains differs, so it has a folder of its own (launcher/build.rs). */
const SOURCES = IS_WINDOWS ? join(BUILT, TRIPLE) : BUILT
/** Name of the launcher. */
const FILE = IS_WINDOWS ? 'rolecall.exe' : 'rolecall'
const BUNDLE = join(SOURCES, 'fast-path')

/** Node's modules that the launcher has a version of its own of. */
const MODULES = [
  'child_process',
  'crypto',
  'fs',
  'module',
  'net',
  'os',
  'path',
  'process',
  'tty',
  'util',
]

/** The same on Windows, where the launcher obtains no session. */
const CONTAINED_ON_WINDOWS = [
  ...['cached-command', 'session/background-refresh', 'settings/settings'],
  ...['native/macos-windows-keychain', 'native/windows-overflow', 'sealed/key', 'sealed/files'],
]

/** What the fast path imports on demand and the launcher contains; all else is the program's. */
const CONTAINED = new RegExp(
  `/(${(IS_WINDOWS
    ? CONTAINED_ON_WINDOWS
    : [
        ...['cold', 'cached-command', 'cached-use', 'run', 'with-credentials', 'failure'],
        ...['session/background-refresh', 'process/start-rolecall', 'process/run-shell'],
        ...['kernel/keyring', 'sealed/key', 'sealed/files', 'settings/settings'],
        ...[
          'sts/call-sts',
          'sts/presign',
          'mfa/code',
          'node-trust',
          'sso/open',
          'github-actions/open',
        ],
      ]
  ).join('|')})\\.js$`,
)

/** Own modules in place of those of src, by the ends of their paths. */
const REPLACED: Readonly<Record<string, string>> = {
  '/addons.js': 'system/addons.ts',
  '/aws-text.js': 'system/aws-text.ts',
  '/become.js': 'system/become.ts',
  '/start-rolecall.js': 'system/start-rolecall.ts',
  '/ui/spinner.js': 'cli/spinner.ts',
  '/from-person.js': 'mfa/from-person.ts',
  '/from-seed.js': 'mfa/from-person.ts',
  '/hang-up.js': 'system/unchanged.ts',
  '/is-final.js': 'coordination/is-final.ts',
  '/inherited-descriptors.js': 'system/unchanged.ts',
  '/inherited-state.js': 'system/unchanged.ts',
  '/inspector.js': 'system/unchanged.ts',
  '/own-files.js': 'system/own-files.ts',
  '/dbus/marshal.js': 'store/marshal.ts',
  '/dbus/unmarshal.js': 'store/unmarshal.ts',
  '/net/fetch.js': 'net/fetch.ts',
  '/net/sdk-http-handler.js': 'net/sdk-http-handler.ts',
  '/net/with-parameter.js': 'net/with-parameter.ts',
  '/run-foreground.js': 'system/run-foreground.ts',
  '/sso/sign-in.js': 'sources/sso-sign-in.ts',
  '/sha1.js': 'core/sha1.ts',
  '/sha256.js': 'core/sha256.ts',
}

/** The fast path. */
const ANSWER = join(CRATE, 'js', 'answer.ts')

/**
 * A module that is loaded on demand shares code with the fast path. It imports all of that, so that
 * esbuild makes one file of the fast path, and not one for each set of modules that share a part.
 * Without a snapshot, one file is loaded, linked and run sooner.
 */
const withFastPath = (contents: string): string => `${contents}\nimport ${JSON.stringify(ANSWER)}`

/** A file of launcher/js, or Windows' own version of it. */
function ownModule(name: string): string {
  const ofWindows = join(CRATE, 'js', 'windows', name)
  return IS_WINDOWS && existsSync(ofWindows) ? ofWindows : join(CRATE, 'js', name)
}

const launcherModules: Plugin = {
  name: 'modules of the launcher',
  setup(bundler) {
    const used = new Set<string>()
    // A module that was renamed would be bundled in its own version.
    bundler.onEnd(() => {
      const unused = IS_WINDOWS ? [] : Object.keys(REPLACED).filter((end) => !used.has(end))
      if (unused.length > 0) throw new Error(`nothing imports ${unused.join(', ')}`)
    })
    bundler.onResolve({ filter: /^node:/ }, ({ path }) => {
      const name = path.slice('node:'.length)
      if (!MODULES.includes(name)) throw new Error(`the launcher has no ${path}`)
      return { path: ownModule(`${name}.ts`) }
    })
    // The SDK's own, for this engine.
    bundler.onResolve({ filter: /^\.\/runtimeConfig$/ }, () => ({
      path: join(CRATE, 'js', 'sdk', 'runtime-config.ts'),
    }))
    // The SDK imports it, and rolecall never reaches it (tsup.config.ts).
    bundler.onResolve({ filter: /^(bowser|@smithy\/core\/event-streams)$/ }, ({ path }) => ({
      path,
      namespace: 'program',
    }))
    bundler.onResolve({ filter: /\/xml-parser$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, 'xml-parser.js'),
    }))
    bundler.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      const whole = join(resolveDir, path)
      const replaced = Object.entries(REPLACED).find(([end]) => whole.endsWith(end))
      if (replaced) {
        used.add(replaced[0])
        return { path: ownModule(replaced[1]) }
      }
      if (whole === join(CRATE, 'js', 'machine.js')) return { path: ownModule('machine.ts') }
      if (kind !== 'dynamic-import' || CONTAINED.test(path)) return undefined
      return { path, namespace: 'program' }
    })
    bundler.onLoad({ filter: /[.]ts$/ }, ({ path }) =>
      CONTAINED.test(path.replace(/ts$/, 'js'))
        ? { contents: withFastPath(readFileSync(path, 'utf8')), loader: 'ts' }
        : undefined,
    )
    bundler.onLoad({ filter: /.*/, namespace: 'program' }, ({ path }) => ({
      contents: withFastPath(
        `import { unsure } from './unsure.js'\nunsure(${JSON.stringify(`needs ${path}`)})`,
      ),
      resolveDir: join(CRATE, 'js'),
      loader: 'ts',
    }))
  },
}

function cargo(): string {
  // Named, so that the flags of .cargo/config.toml are those of the launcher only.
  const args = ['build', '--locked', '--target', TRIPLE, ...(isDebug ? [] : ['--release'])]
  run('cargo', args, 2, { ...linker(), ...withoutOwnPaths() })
  return join(TARGET_FOLDER, TRIPLE, isDebug ? 'debug' : 'release', FILE)
}

function run(
  file: string,
  args: readonly string[],
  stdout: 'pipe' | 2,
  env: Readonly<Record<string, string>> = {},
): string {
  const result = spawnSync(file, args, {
    cwd: CRATE,
    stdio: ['ignore', stdout, 2],
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  if (result.error) {
    process.stderr.write('npm run launcher needs cargo, which https://rustup.rs installs\n')
    process.exit(1)
  }
  if (result.status !== 0) process.exit(result.status ?? 1)
  return result.stdout
}

/** For another platform, the compiler of Debian's name: `aarch64-linux-gnu-gcc`. */
function linker(): Record<string, string> {
  if (OTHER === undefined) return {}
  const name = `CARGO_TARGET_${OTHER.toUpperCase().replaceAll('-', '_')}_LINKER`
  const compiler = IS_WINDOWS ? 'x86_64-w64-mingw32' : OTHER.replace('-unknown', '')
  return { [name]: `${compiler}-gcc` }
}

/** As in launcher/.cargo/config.toml, whose values a variable replaces. */
const C_FLAGS = ['-fno-asynchronous-unwind-tables', '-fno-unwind-tables', '-fno-gcse']

/**
 * Compilers write the paths of sources into what they make, for messages. Without these folders it
 * is the same in each checkout, for each user.
 */
function withoutOwnPaths(): Record<string, string> {
  const cargoHome = process.env['CARGO_HOME'] ?? join(homedir(), '.cargo')
  const maps = [`${TARGET_FOLDER}=target`, `${cargoHome}=cargo`].map(
    (map) => `-ffile-prefix-map=${map}`,
  )
  const target = TRIPLE.replaceAll('-', '_')
  return {
    CFLAGS: [...C_FLAGS, ...maps].join(' '),
    // On Windows the engine's own build replaces CFLAGS.
    ...(IS_WINDOWS && { [`CFLAGS_${target}`]: maps.join(' ') }),
    // Cargo adds it to the flags in the file.
    [`CARGO_TARGET_${target.toUpperCase()}_RUSTFLAGS`]: `--remap-path-prefix=${cargoHome}=cargo`,
  }
}

/** A file that is written again is compiled again. */
function writeIfChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}

mkdirSync(BUNDLE, { recursive: true })
const { outputFiles, metafile } = await build({
  entryPoints: [{ in: join(CRATE, 'js', 'main.ts'), out: 'main' }],
  outdir: BUNDLE,
  write: false,
  metafile: true,
  bundle: true,
  // Without a snapshot, what the fast path imports on demand is loaded only then.
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['browser', 'module', 'main'],
  conditions: ['browser', 'module', 'import'],
  target: 'es2023',
  minifySyntax: true,
  // Less memory in the snapshot, and shorter bytecode.
  minifyIdentifiers: !isDebug,
  inject: [join(CRATE, 'js', 'globals.ts')],
  define: { __VERSION__: JSON.stringify(manifest.version), 'import.meta.url': '""' },
  plugins: [launcherModules],
  logLevel: 'warning',
})
const names = new Set(outputFiles.map(({ path }) => basename(path)))
for (const name of readdirSync(BUNDLE)) if (!names.has(name)) rmSync(join(BUNDLE, name))
for (const { path, text } of outputFiles) {
  const missing = freeGlobals(text, [...engineGlobals, '__host'])
  if (missing.length > 0)
    throw new Error(`${basename(path)}: no ${missing.join(', ')} in the engine`)
}
// The engine's own `import()` needs the names of files in the bytecode, which a release strips.
for (const { path, text } of outputFiles) {
  writeIfChanged(path, text.replaceAll('import("./', '__host.importModule("./'))
}
const commands = IS_WINDOWS ? WINDOWS_COMMANDS : LAUNCHER_COMMANDS
writeIfChanged(join(SOURCES, 'commands'), commands.join('\n'))
writeIfChanged(join(SOURCES, 'in-snapshot'), inSnapshot(metafile).join('\n'))
const built = cargo()
const launcher = join(BUILT, OTHER ?? '', FILE)
mkdirSync(dirname(launcher), { recursive: true })
// By a rename, because the launcher may be running. Test files may build it at the same time.
const copy = `${launcher}.${String(process.pid)}`
copyFileSync(built, copy)
if (hasSnapshot(TRIPLE) && OTHER === undefined && !isDebug) addSnapshot(copy)
renameSync(copy, launcher)
if (OTHER === undefined) writeFileSync(join(BUILT, 'node-path'), `${process.execPath}\n`)
const packages = process.argv.includes('--pack')
  ? packPackages(ROOT, launcher, join(BUILT, 'npm'))
  : []
process.stdout.write(`${[launcher, ...packages].join('\n')}\n`)
