import { hostTriple } from '../../launcher-triple.js'
import { sorted, type Component } from './component.js'
import { crates } from './crates.js'
import { npmComponent, npmPackages } from './npm-packages.js'

/** The keychain addons: one a platform, of which npm installs that of this platform. */
const KEYRING = /^@napi-rs\/keyring-/

/**
 * What an archive ships beside own code and Node: packages of npm, and crates.
 * @param keyring folder of the package with the keychain addon of the archive's platform
 * @param triple of the launcher in the archive; undefined if it has none
 */
export function archiveComponents(
  root: string,
  keyring: string,
  triple: string | undefined,
): Component[] {
  const common = npmPackages(root).filter(({ name }) => !KEYRING.test(name))
  const npm = sorted([...common, npmComponent(keyring)])
  return triple === undefined ? npm : [...npm, ...crates(root, triple)]
}

/** The crates in the launcher of this platform. */
export function launcherCrates(root: string): Component[] {
  return crates(root, hostTriple())
}
