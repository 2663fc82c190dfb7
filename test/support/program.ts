import { buildSync } from 'esbuild'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface BuiltProgram extends Disposable {
  /** Run it with the {@link env}. */
  path: string
  /** Lets it find native addons from outside the repository. */
  env: Record<string, string>
}

/** Bundles a test's own program, so that starting it twenty times costs twenty starts of Node and nothing else. */
export function buildProgram(source: string): BuiltProgram {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-program-'))
  const path = join(folder, basename(source).replace(/\.\w+$/, '.mjs'))
  buildSync({
    entryPoints: [source],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['fs-native-extensions', '@napi-rs/keyring'],
  })
  return {
    path,
    env: { NODE_PATH: fileURLToPath(new URL('../../node_modules', import.meta.url)) },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}
