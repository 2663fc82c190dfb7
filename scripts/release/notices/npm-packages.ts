import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sorted, type Component } from './component.js'

/** What tsup.config.ts writes beside the bundle, for each of its builds. */
const METAFILE = /^metafile-[\w-]+\.json$/

/** `node_modules/@scope/name`, of the innermost `node_modules` of a path. */
const PACKAGE_FOLDER = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//

/**
 * The packages whose code is in `dist/`, by esbuild's own account, and those that npm installs
 * beside it: the addons and what they need.
 */
export function npmPackages(root: string): Component[] {
  const folders = [...bundledFolders(root), ...installedFolders(root)]
  return sorted([...new Set(folders)].map((folder) => npmComponent(join(root, folder))))
}

/** Only inputs of which something is left in an output, after tree shaking. */
function bundledFolders(root: string): string[] {
  const metafiles = readdirSync(join(root, 'dist')).filter((name) => METAFILE.test(name))
  if (metafiles.length === 0) throw new Error('dist/ has no metafile: run npm run build')
  return metafiles.flatMap((name) => {
    const { outputs } = JSON.parse(readFileSync(join(root, 'dist', name), 'utf8')) as {
      outputs: Record<string, { inputs: Record<string, unknown> }>
    }
    const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs))
    return inputs.flatMap((path) => PACKAGE_FOLDER.exec(path)?.[1] ?? [])
  })
}

/** Of the dependencies in the lock file, those that are for every platform or for this one. */
function installedFolders(root: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean; peer?: boolean }>
  }
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path && !dev && !devOptional)
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path, 'package.json')))
}

/** @param folder of an installed or unpacked package */
export function npmComponent(folder: string): Component {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { name: string; version: string; license?: string | { type: string } }
  const licence = typeof license === 'object' ? license.type : (license ?? '')
  return { ecosystem: 'npm', name, version, licence, folder }
}
