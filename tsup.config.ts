import { join, relative } from 'node:path'
import { transform, type BuildOptions, type PluginBuild } from 'esbuild'
import { defineConfig, type Options } from 'tsup'
import manifest from './package.json' with { type: 'json' }

/** Measured: CommonJS starts 5 ms sooner than ES modules, and loads the rest of the program 20 ms sooner (docs/performance.md). */
const COMMON_JS = {
  platform: 'node',
  target: 'node20',
  minify: true,
  // An `import()` would go through the loader of ES modules all the same.
  supported: { 'dynamic-import': false },
} satisfies BuildOptions

const SHARED: Options = {
  platform: COMMON_JS.platform,
  target: COMMON_JS.target,
  minify: true,
  outExtension: () => ({ js: '.cjs' }),
  noExternal: [/.*/],
  // Native addons stay in their packages. They are loaded by `createRequire`, for which CommonJS has no `import.meta`.
  external: ['@napi-rs/keyring', 'fs-native-extensions', 'keytar'],
  define: { __VERSION__: JSON.stringify(manifest.version), 'import.meta.url': '__filename' },
}

/** What the hot entry imports when it needs it, without the file extension. */
const LAZY = [
  'cli/program',
  'session/background-refresh',
  'store/sealed/key-agent',
  'store/kernel/keyring',
  'store/native/keytar',
  'store/native/keychain',
  'store/native/windows-overflow',
  'store/pass',
  'store/sealed/files',
  'store/sealed/key',
]

/** esbuild would pull it all into the bundle: what a hit does not need costs it time to read, and fills its heap. */
const LAZY_STAYS_APART = {
  name: 'lazy stays apart',
  setup(build: PluginBuild) {
    build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined
      const file = relative('src', join(resolveDir, path)).replace(/\.js$/, '')
      if (!LAZY.includes(file)) throw new Error(`${file} is missing in LAZY`)
      return { path: `./${file}.cjs`, external: true }
    })
  },
}

/** esbuild splits ES modules only, so that each piece becomes CommonJS by itself. */
const PIECES_AS_COMMON_JS = {
  name: 'pieces as CommonJS',
  renderChunk: (code: string) => transform(code, { ...COMMON_JS, format: 'cjs' }),
}

export default defineConfig([
  {
    ...SHARED,
    name: 'hot entry',
    entry: { start: 'src/entry/start.ts', main: 'src/entry/main.ts' },
    format: 'cjs',
    clean: true,
    esbuildPlugins: [LAZY_STAYS_APART],
    esbuildOptions: (options) => Object.assign(options, COMMON_JS),
  },
  {
    ...SHARED,
    name: 'program',
    entry: Object.fromEntries(LAZY.map((file) => [file, `src/${file}.ts`])),
    format: 'esm',
    splitting: true,
    plugins: [PIECES_AS_COMMON_JS],
  },
])
