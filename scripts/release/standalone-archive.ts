import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import lock from '../../package-lock.json' with { type: 'json' }
import manifest from '../../package.json' with { type: 'json' }
import { fetchPackage, type PinnedPackage } from './fetch-package.js'
import { makeArchive, makeZip } from './make-archive.js'
import { writeManPages } from './man/write.js'
import { allComponents } from './notices/all.js'
import { notices } from './notices/notices.js'
import { sourceDate } from './source-date.js'
import { stage } from './stage.js'
import { targetNamed } from './targets.js'

/**
 * Makes the archive of a target: launcher, program, addons and Node in one folder. Needs
 * `npm run build`.
 * @param launcher the launcher of the target, if there is one
 * @param folder where the archive is written, and the tree that it is made of
 * @returns paths of the archive and of the tree
 */
export function standaloneArchive(
  root: string,
  target: string,
  launcher: string | undefined,
  folder: string,
): { archive: string; prefix: string } {
  const { node, executable, keyring } = targetNamed(target)
  const cache = join(root, 'node_modules/.cache/release')
  const nodePackage = fetchPackage(node, cache)
  const prefix = join(folder, 'staged', `rolecall-${manifest.version}-${target}`)
  writeManPages(root)
  stage(root, prefix, {
    target,
    launcher,
    node: join(nodePackage, executable),
    // The package for Windows has none; that of Linux is of the same sources.
    nodeLicence: join(fetchPackage(targetNamed('linux-x64').node, cache), 'LICENSE'),
    keyring: fetchPackage(lockedPackage(keyring), cache),
    notices: notices(allComponents(root)),
  })
  const isWindows = target.startsWith('win32')
  const archive = join(
    folder,
    `rolecall-${manifest.version}-${target}.${isWindows ? 'zip' : 'tar.xz'}`,
  )
  if (isWindows) makeZip(prefix, archive, sourceDate(root))
  else makeArchive(prefix, archive, sourceDate(root))
  return { archive, prefix }
}

function lockedPackage(name: string): PinnedPackage {
  const packages = lock.packages as Record<string, { version?: string; integrity?: string }>
  const { version = '', integrity = '' } = packages[`node_modules/${name}`] ?? {}
  return { name, version, integrity }
}

/** The launcher, if this machine can run what it builds for the target. */
export function launcherFor(root: string, target: string): string | undefined {
  if (target !== `${process.platform}-${process.arch}`) return undefined
  const path = join(root, 'launcher/build/rolecall')
  readFileSync(path)
  return path
}
