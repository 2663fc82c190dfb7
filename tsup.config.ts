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

/** The hot entry loads the program when it needs it: esbuild would pull it all into this bundle. */
const PROGRAM_STAYS_APART = {
  name: 'program stays apart',
  setup(build: PluginBuild) {
    build.onResolve({ filter: /\/cli\/program\.js$/ }, ({ path }) => ({
      path: path.replace(/js$/, 'cjs'),
      external: true,
    }))
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
    entry: { start: 'src/start.ts', main: 'src/main.ts' },
    format: 'cjs',
    clean: true,
    esbuildPlugins: [PROGRAM_STAYS_APART],
    esbuildOptions: (options) => Object.assign(options, COMMON_JS),
  },
  {
    ...SHARED,
    name: 'program',
    entry: { 'cli/program': 'src/cli/program.ts' },
    format: 'esm',
    splitting: true,
    plugins: [PIECES_AS_COMMON_JS],
  },
])
