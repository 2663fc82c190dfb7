import type { PluginBuild } from 'esbuild'
import { defineConfig } from 'tsup'
import manifest from './package.json' with { type: 'json' }

const DEFINE = { __VERSION__: JSON.stringify(manifest.version) }
const NATIVE_ADDONS = ['@napi-rs/keyring', 'fs-native-extensions', 'keytar']

/** The hot entry loads the program with an `import()` that must stay one: esbuild would pull it all into this bundle. */
const PROGRAM_STAYS_APART = {
  name: 'program stays apart',
  setup(build: PluginBuild) {
    build.onResolve({ filter: /\/cli\/program\.js$/ }, ({ path }) => ({ path, external: true }))
  },
}

export default defineConfig([
  {
    // Measured: a CommonJS entry starts 5 ms sooner than an ES module on Node 20 (docs/performance.md).
    name: 'hot entry',
    entry: { main: 'src/main.ts' },
    format: 'cjs',
    target: 'node20',
    platform: 'node',
    outExtension: () => ({ js: '.cjs' }),
    clean: true,
    minify: true,
    noExternal: [/.*/],
    // For `createRequire`, which loads native addons: CommonJS has no `import.meta`.
    define: { ...DEFINE, 'import.meta.url': '__filename' },
    external: NATIVE_ADDONS,
    esbuildPlugins: [PROGRAM_STAYS_APART],
  },
  {
    name: 'program',
    entry: { 'cli/program': 'src/cli/program.ts' },
    format: 'esm',
    target: 'node20',
    platform: 'node',
    splitting: true,
    minify: true,
    noExternal: [/.*/],
    define: DEFINE,
    external: NATIVE_ADDONS,
    // commander and parts of the SDK are CommonJS: bundled into an ES module they need a `require`.
    banner: {
      js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
    },
  },
])
