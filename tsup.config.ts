import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { transform, type BuildOptions, type PluginBuild } from 'esbuild'
import { defineConfig, type Options } from 'tsup'
import manifest from './package.json' with { type: 'json' }
import { onDemand, RARELY_USED, rarelyUsedFiles } from './scripts/on-demand.js'

/**
 * `npm run build` makes the shipped program. `npm run build:dev` (`tsup --sourcemap`) makes one to
 * step through: `node --inspect-brk bin/rolecall.js …`, with source maps and without minification.
 */
export default defineConfig(({ sourcemap }) => builds(Boolean(sourcemap)))

/** What the hot entry imports on demand, as paths below src without the file extension. */
const LAZY = [
  'cli/program',
  'core/region-names',
  'session/background-refresh',
  'store/sealed/cached-key',
  'store/kernel/keyring',
  'store/native/keytar',
  'store/native/macos-windows-keychain',
  'store/native/windows-overflow',
  'store/pass',
  'store/sealed/files',
  'store/sealed/key',
]

/**
 * Modules that answer a command from the cache, or from what is remembered. Each is one file,
 * which a hit reads 16 ms sooner than the chunks that it would share with the program.
 */
const HOT_COMMANDS = ['entry/cached-accounts', 'entry/cached-command', 'entry/cached-use']

function builds(isDevelopment: boolean): Options[] {
  /**
   * CommonJS, because it starts 5 ms sooner than ES modules and loads the rest of the program 20 ms
   * sooner (docs/performance.md).
   */
  const commonJs = {
    platform: 'node',
    target: 'node20',
    minify: !isDevelopment,
    // A real `import()` would start the loader of ES modules.
    supported: { 'dynamic-import': false },
  } satisfies BuildOptions

  const shared: Options = {
    platform: commonJs.platform,
    target: commonJs.target,
    minify: commonJs.minify,
    outExtension: () => ({ js: '.cjs' }),
    noExternal: [/.*/],
    // Native addons stay in their packages; `createRequire` loads them.
    external: ['@napi-rs/keyring', 'fs-native-extensions', 'keytar'],
    // CommonJS has no `import.meta`.
    define: { __VERSION__: JSON.stringify(manifest.version), 'import.meta.url': '__filename' },
  }

  /** esbuild splits only ES modules, so each chunk is turned into CommonJS afterwards. */
  const chunksAsCommonJs = {
    name: 'chunks as CommonJS',
    renderChunk: (code: string, { path }: { path: string }) =>
      transform(code, {
        ...commonJs,
        format: 'cjs',
        ...(isDevelopment && { sourcemap: 'external', sourcefile: path }),
      }),
  }

  return [
    {
      ...shared,
      name: 'hot entry',
      entry: { start: 'src/entry/start.ts', main: 'src/entry/main.ts' },
      format: 'cjs',
      clean: true,
      plugins: [AS_LARGE_OBJECT],
      esbuildPlugins: [LAZY_STAYS_EXTERNAL, RARELY_USED_ON_DEMAND, metafile('hot-entry')],
      esbuildOptions: (options) => Object.assign(options, commonJs),
    },
    {
      ...shared,
      name: 'hot commands',
      entry: Object.fromEntries(
        [...HOT_COMMANDS, RARELY_USED].map((file) => [file, `src/${file}.ts`]),
      ),
      format: 'cjs',
      esbuildPlugins: [LAZY_STAYS_EXTERNAL, metafile('hot-commands')],
      esbuildOptions: (options) => Object.assign(options, commonJs),
    },
    {
      ...shared,
      name: 'program',
      entry: Object.fromEntries(LAZY.map((file) => [file, `src/${file}.ts`])),
      format: 'esm',
      splitting: true,
      esbuildPlugins: [NO_UNREACHABLE_SDK_CODE, NO_DEBUG_LOG, metafile('program')],
      plugins: [chunksAsCommonJs],
    },
  ]
}

/**
 * Writes `dist/metafile-NAME.json`, which says which packages are in the bundle, for their licences
 * (scripts/release/notices). tsup's own would be one file for two builds of the same format.
 */
function metafile(name: string) {
  return {
    name: 'metafile',
    setup: ({ initialOptions, onEnd }: PluginBuild) => {
      initialOptions.metafile = true
      onEnd(({ metafile }) => {
        mkdirSync('dist', { recursive: true })
        writeFileSync(`dist/metafile-${name}.json`, JSON.stringify(metafile))
      })
    },
  }
}

/**
 * Excludes lazy imports from the fast-path bundle. esbuild would include them, and every hit would
 * have to load them.
 */
const LAZY_STAYS_EXTERNAL = {
  name: 'lazy stays external',
  setup(build: PluginBuild) {
    build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined
      const file = relative('src', join(resolveDir, path)).replace(/\.js$/, '')
      if (![...LAZY, ...HOT_COMMANDS].includes(file))
        throw new Error(`add ${file} to LAZY in tsup.config.ts`)
      return { path: `./${file}.cjs`, external: true }
    })
  },
}

/**
 * Replaces the modules in {@link RARELY_USED} by functions of the same names, which load its file.
 * They stay synchronous, unlike an `import()`.
 */
const RARELY_USED_ON_DEMAND = {
  name: 'rarely used on demand',
  setup(build: PluginBuild) {
    const files = rarelyUsedFiles()
    const load = `require('./${RARELY_USED}.cjs')`
    build.onLoad({ filter: /[.]ts$/ }, ({ path }) => {
      const file = relative('', path).replaceAll('\\', '/')
      if (!files.includes(file)) return undefined
      return { contents: onDemand(readFileSync(path, 'utf8'), load) }
    })
    build.onResolve({ filter: /rarely-used[.]cjs$/ }, ({ path }) => ({ path, external: true }))
  },
}

/** The size from which V8 allocates a string outside the young generation. */
const LARGE_OBJECT_BYTES = 128 * 1024

/**
 * Pads the fast-path bundle with spaces to {@link LARGE_OBJECT_BYTES}. A smaller text would take a
 * tenth of the young generation, and a hit that fills it waits for a garbage collection, 3 ms.
 */
const AS_LARGE_OBJECT: NonNullable<Options['plugins']>[number] = {
  name: 'as large object',
  renderChunk(code, { path }) {
    if (!path.endsWith('main.cjs')) return undefined
    return { code: code.trimEnd().padEnd(LARGE_OBJECT_BYTES) }
  },
}

/**
 * Leaves out what the SDK imports and rolecall never reaches, 50 kB: `bowser` reads the user agent
 * of a browser, and no operation that rolecall calls has an event stream.
 */
const NO_UNREACHABLE_SDK_CODE = {
  name: 'no unreachable SDK code',
  setup: (build: PluginBuild) =>
    build.onResolve({ filter: /^(bowser|@smithy\/core\/event-streams)$/ }, ({ path }) => ({
      path,
      external: true,
    })),
}

/**
 * Replaces the package `debug`, which the proxy agents import. With DEBUG=* it prints what rolecall
 * must not print: the password of the proxy, and the headers of requests.
 */
const NO_DEBUG_LOG = {
  name: 'no debug log',
  setup(build: PluginBuild) {
    build.onResolve({ filter: /^debug$/ }, () => ({ path: 'debug', namespace: 'silent' }))
    build.onLoad({ filter: /^debug$/, namespace: 'silent' }, () => ({
      contents: 'module.exports = () => Object.assign(() => {}, { enabled: false })',
    }))
  },
}
