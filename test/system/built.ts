import { build } from 'esbuild'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface Built {
  /** Path of the program, one file for Node. */
  path: string
  /** An empty home directory. */
  home: string
  remove(): Promise<void>
}

/** Builds a test program as plain JavaScript, so that it starts without a compiler. */
export async function buildProgram(source: string): Promise<Built> {
  const home = await mkdtemp(join(tmpdir(), 'rolecall-prompt-'))
  const path = join(home, 'rolecall-test.mjs')
  await build({
    entryPoints: [source],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  await symlink(resolve('node_modules'), join(home, 'node_modules'))
  return { path, home, remove: () => rm(home, { recursive: true, force: true }) }
}
