import { join } from 'node:path'
import lock from '../../package-lock.json' with { type: 'json' }
import manifest from '../../package.json' with { type: 'json' }
import { fetchPackage, type PinnedPackage } from './fetch-package.js'
import { launcherFor } from './launcher-for.js'
import { makeArchive, makeZip } from './make-archive.js'
import { writeManPages } from './man/write.js'
import { archiveComponents } from './notices/all.js'
import type { Component } from './notices/component.js'
import { notices } from './notices/notices.js'
import { sourceDate } from './source-date.js'
import { stage } from './stage.js'
import { targetNamed } from './targets.js'

export interface StandaloneArchive {
  /** Path. */
  archive: string
  /** Path of the tree that it is made of. */
  prefix: string
  /** What it contains beside own code and Node. */
  components: Component[]
}

/**
 * Makes the archive of a target: launcher, program, addons and Node in one folder. Needs
 * `npm run build`.
 * @param folder where the archive is written, and the tree that it is made of
 */
export function standaloneArchive(root: string, target: string, folder: string): StandaloneArchive {
  const { node, executable, libraries, licence, keyring, triple } = targetNamed(target)
  const launcher = launcherFor(root, target)
  const cache = join(root, 'node_modules/.cache/release')
  const nodePackage = fetchPackage(node, cache)
  const keyringPackage = fetchPackage(lockedPackage(keyring), cache)
  const components = archiveComponents(root, keyringPackage, launcher && triple)
  const prefix = join(folder, 'staged', `rolecall-${manifest.version}-${target}`)
  writeManPages(root)
  stage(root, prefix, {
    target,
    launcher,
    node: join(nodePackage, executable),
    libraries: libraries && join(nodePackage, libraries),
    // The package for Windows has none; that of Linux is of the same sources.
    nodeLicence: licence
      ? join(nodePackage, licence)
      : join(fetchPackage(targetNamed('linux-x64').node, cache), 'LICENSE'),
    keyring: keyringPackage,
    notices: notices(components),
  })
  const isWindows = target.startsWith('win32')
  const name = `rolecall-${manifest.version}-${target}.${isWindows ? 'zip' : 'tar.xz'}`
  const archive = join(folder, name)
  if (isWindows) makeZip(prefix, archive, sourceDate(root))
  else makeArchive(prefix, archive, sourceDate(root))
  return { archive, prefix, components }
}

function lockedPackage(name: string): PinnedPackage {
  const packages = lock.packages as Record<string, { version?: string; integrity?: string }>
  const { version = '', integrity = '' } = packages[`node_modules/${name}`] ?? {}
  return { name, version, integrity }
}
